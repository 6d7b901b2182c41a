import { encodeBytes32String, ZeroAddress } from "ethers";

import {
  CardVerifier__factory,
  DIDRegistry__factory,
  IAccountRecovery__factory,
  IDIDRegistry__factory,
  IERC1056__factory,
  IIdentityGuardians__factory,
  IdentityGuardians__factory,
  PasskeyVerifier__factory,
} from "../../../typechain-types/index.js";
import type { Domain } from "../domain.js";
import { interfaceId } from "../interfaceId.js";

/** Claims no interface. */
const NO_INTERFACE = "0x00000000";

/** What the records of ERC-1056 are changed by: the direct functions, then the ones with its signatures. */
const LEGACY_FUNCTIONS = [
  "changeOwner(address,address)",
  "addDelegate(address,bytes32,address,uint256)",
  "revokeDelegate(address,bytes32,address)",
  "setAttribute(address,bytes32,bytes,uint256)",
  "revokeAttribute(address,bytes32,bytes)",
];
const LEGACY_SIGNED_FUNCTIONS = [
  "changeOwnerSigned(address,uint8,bytes32,bytes32,address)",
  "addDelegateSigned(address,uint8,bytes32,bytes32,bytes32,address,uint256)",
  "revokeDelegateSigned(address,uint8,bytes32,bytes32,bytes32,address)",
  "setAttributeSigned(address,uint8,bytes32,bytes32,bytes32,bytes,uint256)",
  "revokeAttributeSigned(address,uint8,bytes32,bytes32,bytes32,bytes)",
];

/** The ABI type of an authorization. */
const AUTHORIZATION = "(bytes,uint256,uint256,bytes)";

/** Functions whose code is in `IdentityGuardians`, with who they are for in the registry. */
const GUARDED_FUNCTIONS: readonly (readonly [signature: string, guard: string])[] = [
  ["setGuardians(address,address[],uint8,uint32)", "the owner or a key enrolled to act, while not frozen"],
  [`setGuardiansSigned(address,address[],uint8,uint32,${AUTHORIZATION})`, "anyone with such a signature"],
  ["freeze(address)", "the owner or a key enrolled to act, an objecting key, a guardian twice a year"],
  [`freezeSigned(address,${AUTHORIZATION})`, "anyone with such a signature"],
  ["unfreeze(address)", "an objecting key, or guardians at the threshold"],
  [`unfreezeSigned(address,uint40,${AUTHORIZATION})`, "anyone with such a signature"],
  ["supportRecovery(address,address)", "a guardian"],
  [`supportRecoverySigned(address,address,uint256,${AUTHORIZATION})`, "anyone with such a signature"],
  ["withdrawSupport(address,address)", "a guardian that supports"],
  [`withdrawSupportSigned(address,address,uint256,${AUTHORIZATION})`, "anyone with such a signature"],
  ["vetoRecovery(address)", "the owner while not frozen, an objecting key, or guardians at the threshold"],
  [`vetoRecoverySigned(address,uint256,${AUTHORIZATION})`, "anyone with such a signature"],
  ["executeRecovery(address)", "anyone, after the delay"],
];

/** Identity: the DID registry, the code of its guardians, and the verifiers of passkeys and cards. */
export const identity: Domain = {
  name: "identity",
  roles: [],
  contracts: [
    {
      name: "IdentityGuardians",
      version: 1,
      interfaceId: NO_INTERFACE,
      knowsNoAuthority: true,
      initCode: async () => (await new IdentityGuardians__factory().getDeployTransaction()).data,
      expectations: () => [],
    },
    {
      name: "DIDRegistry",
      version: 1,
      interfaceId: interfaceId(
        IDIDRegistry__factory.abi,
        IERC1056__factory.abi,
        IIdentityGuardians__factory.abi,
        IAccountRecovery__factory.abi,
      ),
      initCode: async ({ addressOf, city }) =>
        (
          await new DIDRegistry__factory().getDeployTransaction(
            addressOf("CityAuthority"),
            ZeroAddress,
            city.legacyIdentity,
            addressOf("IdentityGuardians"),
          )
        ).data,
      expectations: ({ addressOf, city }) => {
        const at = addressOf("DIDRegistry");
        return [
          {
            what: "DIDRegistry.legacyAllowed",
            expected: String(city.legacyIdentity),
            read: async (provider) =>
              String(await DIDRegistry__factory.connect(at, provider).legacyAllowed()),
          },
          {
            what: "DIDRegistry.guardianship",
            expected: addressOf("IdentityGuardians"),
            read: (provider) => DIDRegistry__factory.connect(at, provider).guardianship(),
          },
          {
            what: "DIDRegistry.predecessor",
            expected: ZeroAddress,
            read: (provider) => DIDRegistry__factory.connect(at, provider).predecessor(),
          },
          {
            what: "DIDRegistry.eip712Domain",
            expected: `Civitas DIDRegistry 1 ${city.chainId} ${at}`,
            read: async (provider) => {
              const domain = await DIDRegistry__factory.connect(at, provider).eip712Domain();
              return `${domain.name} ${domain.version} ${domain.chainId} ${domain.verifyingContract}`;
            },
          },
        ];
      },
    },
    {
      name: "PasskeyVerifier",
      version: 1,
      interfaceId: NO_INTERFACE,
      knowsNoAuthority: true,
      initCode: async () => (await new PasskeyVerifier__factory().getDeployTransaction()).data,
      expectations: () => [],
    },
    {
      name: "CardVerifier",
      version: 1,
      interfaceId: NO_INTERFACE,
      knowsNoAuthority: true,
      initCode: async () => (await new CardVerifier__factory().getDeployTransaction()).data,
      expectations: () => [],
    },
  ],
  functions: [
    {
      contract: "DIDRegistry",
      signature: "decideRecovery(address,address,bytes32)",
      role: "COURT_ORDERS",
    },
    { contract: "DIDRegistry", signature: "retire(address)", role: "COUNCIL" },
  ],
  openFunctions: [
    ...LEGACY_FUNCTIONS.map((signature) => [signature, "the owner of the identity"] as const),
    ...LEGACY_SIGNED_FUNCTIONS.map(
      (signature) => [signature, "anyone with the owner's signature, where the city allows these"] as const,
    ),
    [
      "applyChanges(address,(uint8,bytes32,address,uint40,bytes)[])",
      "the owner or a key enrolled to act, while not frozen",
    ] as const,
    [
      `applySigned(address,(uint8,bytes32,address,uint40,bytes)[],${AUTHORIZATION})`,
      "anyone with such a signature",
    ] as const,
    ["withdraw(uint256)", "the signer"] as const,
    [`withdrawSigned(${AUTHORIZATION})`, "anyone with the signer's signature"] as const,
    ["importRecords(address[])", "anyone; takes over what the retired predecessor holds"] as const,
    ...GUARDED_FUNCTIONS,
    ["handOver(bytes32)", "the successor of the retired registry"] as const,
    ["setAuthority(address)", "the authority itself"] as const,
  ]
    .map(([signature, guard]) => ({ contract: "DIDRegistry", signature, guard }))
    .concat(
      [
        ...GUARDED_FUNCTIONS.map(([signature]) => signature),
        "decideRecovery(address,address,bytes32)",
        "setSigner(address,bytes,bytes32,uint40)",
        "declareCompromised(address,bytes32,uint40)",
        "importRecord(address,address,bytes)",
      ].map((signature) => ({
        contract: "IdentityGuardians",
        signature,
        guard: "the registry, on whose records this code runs; by itself it holds none",
      })),
    ),
  agents: [],
  checkers: [{ holder: "CityToken", question: encodeBytes32String("RECOVERY"), checker: "DIDRegistry" }],
};
