import { ZeroAddress } from "ethers";

import {
  ElectionRoll__factory,
  IElectionRoll__factory,
  IElections__factory,
  IRollCallBallot__factory,
  RollCallBallot__factory,
} from "../../../typechain-types/index.js";
import type { Domain } from "../domain.js";
import { interfaceId } from "../interfaceId.js";

/** Ballots: the electoral rolls and the public votes on them. */
export const ballots: Domain = {
  name: "ballots",
  roles: [
    {
      name: "ELECTION_OFFICE",
      id: 9n,
      admin: "COUNCIL",
      guardian: "COUNCIL",
      minimumDelay: 0,
      exclusionGroup: 0,
      heldByContract: false,
      may: "announce and freeze electoral rolls, and create, open and, before they open, void elections",
      mayNever: "change a roll, a question or a time, or touch an election that is open",
    },
  ],
  contracts: [
    {
      name: "ElectionRoll",
      version: 1,
      interfaceId: interfaceId(IElectionRoll__factory.abi),
      initCode: async ({ addressOf }) =>
        (await new ElectionRoll__factory().getDeployTransaction(addressOf("CityAuthority"), ZeroAddress))
          .data,
      expectations: ({ addressOf }) => [
        {
          what: "ElectionRoll.predecessor",
          expected: ZeroAddress,
          read: (provider) =>
            ElectionRoll__factory.connect(addressOf("ElectionRoll"), provider).predecessor(),
        },
      ],
    },
    {
      name: "RollCallBallot",
      version: 1,
      interfaceId: interfaceId(IRollCallBallot__factory.abi, IElections__factory.abi),
      initCode: async ({ addressOf }) =>
        (
          await new RollCallBallot__factory().getDeployTransaction(
            addressOf("CityAuthority"),
            addressOf("ElectionRoll"),
            ZeroAddress,
          )
        ).data,
      expectations: ({ addressOf, city }) => {
        const at = addressOf("RollCallBallot");
        return [
          {
            what: "RollCallBallot.roll",
            expected: addressOf("ElectionRoll"),
            read: (provider) => RollCallBallot__factory.connect(at, provider).roll(),
          },
          {
            what: "RollCallBallot.predecessor",
            expected: ZeroAddress,
            read: (provider) => RollCallBallot__factory.connect(at, provider).predecessor(),
          },
          {
            what: "RollCallBallot.eip712Domain",
            expected: `Civitas RollCallBallot 1 ${city.chainId} ${at}`,
            read: async (provider) => {
              const domain = await RollCallBallot__factory.connect(at, provider).eip712Domain();
              return `${domain.name} ${domain.version} ${domain.chainId} ${domain.verifyingContract}`;
            },
          },
        ];
      },
    },
  ],
  functions: [
    ...[
      "announce(bytes32,bytes32,bytes32,uint32,uint40)",
      "freeze(uint256)",
      "withdraw(uint256,bytes32)",
    ].map((signature) => ({ contract: "ElectionRoll", signature, role: "ELECTION_OFFICE" })),
    ...[
      "create((uint256,bytes32,bytes32,uint8,uint16,uint16,bool,(uint40,uint40,uint40,uint40),((uint16,uint16),(uint16,uint16),uint8,bool)))",
      "open(uint256)",
      "voidUnopened(uint256,bytes32)",
    ].map((signature) => ({ contract: "RollCallBallot", signature, role: "ELECTION_OFFICE" })),
    { contract: "RollCallBallot", signature: "voidByOrder(uint256,bytes32)", role: "COURT_ORDERS" },
    ...["ElectionRoll", "RollCallBallot"].map((contract) => ({
      contract,
      signature: "retire(address)",
      role: "COUNCIL",
    })),
  ],
  openFunctions: [
    ...[
      ["object(uint256,bytes32)", "anyone, until objections end"],
      ["publishPages(uint256,(uint32,bytes,bytes32[])[])", "anyone; the roll's root decides"],
    ].map(([signature, guard]) => ({ contract: "ElectionRoll", signature, guard })),
    ...[
      ["cast(uint256,uint32,uint256)", "the voter at that index of the roll"],
      ["castWithProof(uint256,uint32,uint256,bytes32[])", "the voter at that index of the roll"],
      ["castSigned(uint256,bytes)", "anyone, with the voters' signatures"],
      [
        "castSignedWithProofs(uint256,bytes,(address,bytes32[])[])",
        "anyone, with the voters' signatures and proofs of the roll",
      ],
      ["close(uint256)", "anyone, after the closing second"],
      ["count(uint256,uint256)", "anyone, once the election is closed"],
      ["finalise(uint256)", "anyone, from the time of the result on"],
    ].map(([signature, guard]) => ({ contract: "RollCallBallot", signature, guard })),
    ...["ElectionRoll", "RollCallBallot"].flatMap((contract) => [
      { contract, signature: "handOver(bytes32)", guard: "the successor of the retired contract; refused" },
      { contract, signature: "setAuthority(address)", guard: "the authority itself" },
    ]),
  ],
  agents: [],
  checkers: [],
};
