import { AbiCoder, keccak256 } from "ethers";

import type { Hex } from "../signing/types.js";
import type { Terms } from "./terms.js";

const FRACTION = "tuple(uint16 numerator, uint16 denominator)";
const SCHEDULE = "tuple(uint40 opensAt, uint40 openUntil, uint40 closesAt, uint40 finalisesAt)";
const RULES = `tuple(${FRACTION} quorum, ${FRACTION} threshold, uint8 measure, bool isStrict)`;
const TERMS =
  "tuple(uint256 rollId, bytes32 questionHash, bytes32 optionsHash, uint8 form, uint16 optionCount, " +
  `uint16 maxApprovals, bool isRevotable, ${SCHEDULE} schedule, ${RULES} rules)`;

/** The hash that every ballot of an election is bound to: keccak256(abi.encode(terms)). */
export function termsHash(terms: Terms): Hex {
  return keccak256(AbiCoder.defaultAbiCoder().encode([TERMS], [terms])) as Hex;
}
