import { type Provider, ZeroAddress } from "ethers";

import {
  BallotVerifier__factory,
  ElectionRoll__factory,
  IBallotVerifier__factory,
  IElectionRoll__factory,
  IElections__factory,
  IRollCallBallot__factory,
  ISealedBallot__factory,
  ITallyVerifier__factory,
  ITrusteeCeremony__factory,
  RollCallBallot__factory,
  type SealedBallot,
  SealedBallot__factory,
  TallyVerifier__factory,
  TrusteeCeremony__factory,
} from "../../../typechain-types/index.js";
import type { Domain } from "../domain.js";
import { interfaceId } from "../interfaceId.js";

/** Ballots: the electoral rolls, and the public and the sealed votes on them. */
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
      may: "announce and freeze electoral rolls, plan trustees' ceremonies, and create, open and, before they open, void elections",
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
    {
      name: "TrusteeCeremony",
      version: 1,
      interfaceId: interfaceId(ITrusteeCeremony__factory.abi),
      initCode: async ({ addressOf }) =>
        (await new TrusteeCeremony__factory().getDeployTransaction(addressOf("CityAuthority"), ZeroAddress))
          .data,
      expectations: ({ addressOf }) => [
        {
          what: "TrusteeCeremony.predecessor",
          expected: ZeroAddress,
          read: (provider) =>
            TrusteeCeremony__factory.connect(addressOf("TrusteeCeremony"), provider).predecessor(),
        },
      ],
    },
    {
      name: "BallotVerifier",
      version: 1,
      interfaceId: interfaceId(IBallotVerifier__factory.abi),
      knowsNoAuthority: true,
      initCode: async () => (await new BallotVerifier__factory().getDeployTransaction()).data,
      expectations: () => [],
    },
    {
      name: "TallyVerifier",
      version: 1,
      interfaceId: interfaceId(ITallyVerifier__factory.abi),
      knowsNoAuthority: true,
      initCode: async () => (await new TallyVerifier__factory().getDeployTransaction()).data,
      expectations: () => [],
    },
    {
      name: "SealedBallot",
      version: 1,
      interfaceId: interfaceId(ISealedBallot__factory.abi, IElections__factory.abi),
      initCode: async ({ addressOf }) =>
        (
          await new SealedBallot__factory().getDeployTransaction(
            addressOf("CityAuthority"),
            addressOf("ElectionRoll"),
            addressOf("TrusteeCeremony"),
            addressOf("BallotVerifier"),
            addressOf("TallyVerifier"),
            ZeroAddress,
          )
        ).data,
      expectations: ({ addressOf, city }) => {
        const at = addressOf("SealedBallot");
        const expected = (what: string, value: string, read: (ballot: SealedBallot) => Promise<string>) => ({
          what: `SealedBallot.${what}`,
          expected: value,
          read: (provider: Provider) => read(SealedBallot__factory.connect(at, provider)),
        });
        return [
          expected("roll", addressOf("ElectionRoll"), (ballot) => ballot.roll()),
          expected("ceremonies", addressOf("TrusteeCeremony"), (ballot) => ballot.ceremonies()),
          expected("ballotVerifier", addressOf("BallotVerifier"), (ballot) => ballot.ballotVerifier()),
          expected("tallyVerifier", addressOf("TallyVerifier"), (ballot) => ballot.tallyVerifier()),
          expected("predecessor", ZeroAddress, (ballot) => ballot.predecessor()),
          expected("eip712Domain", `Civitas SealedBallot 1 ${city.chainId} ${at}`, async (ballot) => {
            const domain = await ballot.eip712Domain();
            return `${domain.name} ${domain.version} ${domain.chainId} ${domain.verifyingContract}`;
          }),
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
    {
      contract: "TrusteeCeremony",
      signature: "planCeremony((address,address[],uint8,uint8,uint40,uint40,uint40))",
      role: "ELECTION_OFFICE",
    },
    ...[
      "create((uint256,bytes32,bytes32,uint8,uint16,bool,bool,uint32,uint256,uint40,(uint40,uint40,uint40,uint40),((uint16,uint16),(uint16,uint16),uint8,bool)))",
      "open(uint256)",
      "voidUnopened(uint256,bytes32)",
    ].map((signature) => ({ contract: "SealedBallot", signature, role: "ELECTION_OFFICE" })),
    { contract: "SealedBallot", signature: "recordReview(bytes32)", role: "COUNCIL" },
    ...["RollCallBallot", "SealedBallot"].map((contract) => ({
      contract,
      signature: "voidByOrder(uint256,bytes32)",
      role: "COURT_ORDERS",
    })),
    ...["ElectionRoll", "RollCallBallot", "TrusteeCeremony", "SealedBallot"].map((contract) => ({
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
    ...[
      ["register(uint256,uint256,bytes,(uint256,uint256))", "the trustee of that number"],
      ["deal(uint256,uint256,bytes,(uint256,uint256)[],bytes)", "the trustee of that number"],
      [
        "complain(uint256,(uint256,uint256,uint256,bytes,bytes,bytes,(uint256,uint256),bytes))",
        "anyone, with the recipient's proof",
      ],
      ["complete(uint256,bytes[],bytes32[])", "anyone, after the complaints"],
      ["abort(uint256)", "anyone, after a missed deadline"],
    ].map(([signature, guard]) => ({ contract: "TrusteeCeremony", signature, guard })),
    ...[
      ["adoptKey(uint256)", "anyone, once the ceremony has its key"],
      ["cast(uint256,uint32,bytes,bytes,bytes)", "the voter at that index of the roll"],
      ["castSigned(uint256,bytes,bytes,bytes)", "anyone, with the voters' signatures"],
      ["spoil(uint256,uint32,bytes32[],bytes32[])", "the voter at that index of the roll"],
      ["close(uint256)", "anyone, after the closing second"],
      ["share(uint256,uint256,bytes,bytes)", "anyone, with the trustee's proof"],
      ["tally(uint256,uint256[],bytes)", "anyone, with the trustees' shares"],
      ["voidUntallied(uint256)", "anyone, where there can be no tally"],
      ["finalise(uint256)", "anyone, from the time of the result on"],
    ].map(([signature, guard]) => ({ contract: "SealedBallot", signature, guard })),
    ...["ElectionRoll", "RollCallBallot", "TrusteeCeremony", "SealedBallot"].flatMap((contract) => [
      { contract, signature: "handOver(bytes32)", guard: "the successor of the retired contract; refused" },
      { contract, signature: "setAuthority(address)", guard: "the authority itself" },
    ]),
  ],
  agents: [],
  checkers: [],
};
