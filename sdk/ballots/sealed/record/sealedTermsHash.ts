import { AbiCoder, keccak256 } from "ethers";

import type { Hex } from "../../../signing/types.js";
import type { SealedTerms } from "./sealedPlan.js";

const FRACTION = "tuple(uint16 numerator, uint16 denominator)";
const SCHEDULE = "tuple(uint40 opensAt, uint40 openUntil, uint40 closesAt, uint40 finalisesAt)";
const RULES = `tuple(${FRACTION} quorum, ${FRACTION} threshold, uint8 measure, bool isStrict)`;
const TERMS =
  "tuple(uint256 rollId, bytes32 questionHash, bytes32 optionsHash, uint8 form, uint16 optionCount, bool hasBlank, " +
  `bool isAdvisory, uint32 minimumBallots, uint256 ceremonyId, uint40 tallyUntil, ${SCHEDULE} schedule, ${RULES} rules)`;

/** The hash of a sealed election's terms: keccak256(abi.encode(terms)). */
export const sealedTermsHash = (terms: SealedTerms): Hex =>
  keccak256(AbiCoder.defaultAbiCoder().encode([TERMS], [terms])) as Hex;
