import { ZeroAddress } from "ethers";

import {
  Disputes__factory,
  IDisputes__factory,
  IMandates__factory,
  Mandates__factory,
} from "../../../typechain-types/index.js";
import type { Domain } from "../domain.js";
import { interfaceId } from "../interfaceId.js";

/** Rights that Billing publishes. */
const COLLECT = 1n << 0n;
const HOLD = 1n << 1n;
const CREDIT = 1n << 2n;
const REFUND = 1n << 3n;
const DEFER = 1n << 4n;

/** The desks around the bills: mandates and disputes. Part of the payments' tables. */
export const desks: Pick<Domain, "contracts" | "functions" | "openFunctions" | "agents"> = {
  contracts: [
    {
      name: "Mandates",
      version: 1,
      interfaceId: interfaceId(IMandates__factory.abi),
      initCode: async ({ addressOf }) =>
        (
          await new Mandates__factory().getDeployTransaction(
            addressOf("CityAuthority"),
            addressOf("Billing"),
            ZeroAddress,
          )
        ).data,
      expectations: ({ addressOf }) => [
        {
          what: "Mandates.billing",
          expected: addressOf("Billing"),
          read: (provider) => Mandates__factory.connect(addressOf("Mandates"), provider).billing(),
        },
        {
          what: "Mandates.predecessor",
          expected: ZeroAddress,
          read: (provider) => Mandates__factory.connect(addressOf("Mandates"), provider).predecessor(),
        },
      ],
    },
    {
      name: "Disputes",
      version: 1,
      interfaceId: interfaceId(IDisputes__factory.abi),
      initCode: async ({ addressOf }) =>
        (
          await new Disputes__factory().getDeployTransaction(
            addressOf("CityAuthority"),
            addressOf("Billing"),
            ZeroAddress,
          )
        ).data,
      expectations: ({ addressOf }) => [
        {
          what: "Disputes.billing",
          expected: addressOf("Billing"),
          read: (provider) => Disputes__factory.connect(addressOf("Disputes"), provider).billing(),
        },
        {
          what: "Disputes.predecessor",
          expected: ZeroAddress,
          read: (provider) => Disputes__factory.connect(addressOf("Disputes"), provider).predecessor(),
        },
      ],
    },
  ],
  functions: [
    { contract: "Mandates", signature: "setCollector(address,address,bool)", role: "BILLING_HEAD" },
    { contract: "Mandates", signature: "retire(address)", role: "COUNCIL" },
    ...[
      "openAtCounter((uint256,uint256,bytes32),bytes32[],uint64,bytes32)",
      "answer(((uint256,uint256,bytes32),bytes32[],uint64,bytes32,bytes32)[])",
      "credit(((uint256,uint256,bytes32),bytes32[],uint64,bytes32,bytes32)[])",
      "refund(((uint256,uint256,bytes32),bytes32[],(address,bytes32,bytes32),uint64,bool,bytes32,bytes32)[])",
      "grantPlan((uint256,uint256,bytes32),bytes32[],uint40,uint16,uint16,bytes32)",
    ].map((signature) => ({ contract: "Disputes", signature, role: "BILLING_OFFICE" })),
    ...[
      "setOfficerLimit(uint64)",
      "answerAsHead(((uint256,uint256,bytes32),bytes32[],uint64,bytes32,bytes32)[])",
      "creditAsHead(((uint256,uint256,bytes32),bytes32[],uint64,bytes32,bytes32)[])",
      "refundAsHead((uint256,uint256,bytes32),bytes32[],address,uint64,bool,bytes32,bytes32)",
    ].map((signature) => ({ contract: "Disputes", signature, role: "BILLING_HEAD" })),
    { contract: "Disputes", signature: "retire(address)", role: "COUNCIL" },
  ],
  openFunctions: [
    ...[
      [
        "give((address,address,uint256,address,uint48,uint48,uint40,uint16,uint16,uint24,bytes32))",
        "the payer itself",
      ],
      [
        "giveBySignature(((address,address,uint256,address,uint48,uint48,uint40,uint16,uint16,uint24,bytes32),bytes))",
        "anyone with the payer's signature",
      ],
      [
        "giveMany(((address,address,uint256,address,uint48,uint48,uint40,uint16,uint16,uint24,bytes32),bytes)[])",
        "anyone with the payers' signatures",
      ],
      ["revoke(address,uint256,address)", "the payer itself"],
      [
        "revokeBySignature(address,address,uint256,address,uint24,uint40,bytes)",
        "anyone with the payer's signature",
      ],
      [
        "collect((uint256,uint256,address),(address,uint48,uint256)[])",
        "a collector whom the head has named for the roll's payee, under the payers' mandates",
      ],
      [
        "reclaim((uint256,uint256,bytes32),bytes32[],uint256[],uint256)",
        "the payer who was debited, for eight weeks",
      ],
      [
        "reclaimBySignature((uint256,uint256,bytes32),bytes32[],uint256[],uint256,uint40,bytes)",
        "anyone with the signature of the payer who was debited, for eight weeks",
      ],
      ["takeOver(address,address,uint256,address)", "anyone, where the predecessor is retired"],
      ["withdrawSignature(bytes32)", "the signer itself"],
      ["handOver(bytes32)", "the successor of the retired contract"],
      ["setAuthority(address)", "the authority itself"],
    ].map(([signature, guard]) => ({ contract: "Mandates", signature, guard })),
    ...[
      [
        "open((uint256,uint256,bytes32),bytes32[],(address,bytes32,bytes32),uint64,bytes32)",
        "the debtor, who opens the bill's commitment",
      ],
      [
        "openBySignature((uint256,uint256,bytes32),bytes32[],(address,bytes32,bytes32),uint64,bytes32,uint40,bytes)",
        "anyone with the debtor's signature and the opening of the bill's commitment",
      ],
      ["withdraw(uint256,uint32)", "the debtor who opened the dispute"],
      ["withdrawBySignature(uint256,uint32,uint40,bytes)", "anyone with the debtor's signature"],
      ["endBySilence((uint256,uint256,bytes32),bytes32[])", "anyone, once nobody has answered in time"],
      [
        "extendPlans(((uint256,uint256,bytes32),bytes32[])[])",
        "anyone; says to the bills what their plans say",
      ],
      ["takeOver(uint256,uint32)", "anyone, where the predecessor is retired"],
      ["withdrawSignature(bytes32)", "the signer itself"],
      ["handOver(bytes32)", "the successor of the retired contract"],
      ["setAuthority(address)", "the authority itself"],
    ].map(([signature, guard]) => ({ contract: "Disputes", signature, guard })),
  ],
  agents: [
    { holder: "Billing", agent: "Mandates", rights: COLLECT | REFUND },
    { holder: "Billing", agent: "Disputes", rights: HOLD | CREDIT | REFUND | DEFER },
  ],
};
