import { encodeBytes32String, ZeroAddress } from "ethers";

import {
  IERC7943NonFungible__factory,
  ILandRegistry__factory,
  ITitleCore__factory,
  ITitleOrders__factory,
  LandArchive__factory,
  LandRegistry__factory,
  LandSurvey__factory,
  TitleDealings__factory,
  TitleJudgments__factory,
} from "../../../typechain-types/index.js";
import type { ContractRow, Domain } from "../domain.js";
import { interfaceId } from "../interfaceId.js";
import { courtFreeze } from "./payments.js";

const DAY = 24 * 3600;

/** Claims no interface. */
const NO_INTERFACE = "0x00000000";

/** ABI types of tuples. */
const TERMS = "(address,uint40,uint16,uint8)";
const CONSENTS = "(address,bytes)[]";
const SHARES = "(address,uint64)[]";
const PLOT = "(uint256,address)";
const ATTESTED = "(uint256,address,bytes32,uint32)";
const TILING = "(bytes,bytes,bytes,bytes)";
const LEAF = "(uint256,address,bytes32,uint32,uint256[],(address,uint64)[],uint64)";
const OLD_PARCELS = "(uint256,(address,bytes)[],(uint256,uint256,bytes)[])[]";

const REGISTRAR_FUNCTIONS = [
  "setDesk(address,bool)",
  `encumber(uint256,${TERMS},bytes32,uint256,bytes32,uint256,${CONSENTS})`,
  `reserve(uint256,address,uint40,bytes32,uint256,${CONSENTS})`,
  `divide(uint256,${SHARES},uint64,bytes32,uint256,${CONSENTS})`,
  `register(${ATTESTED},bytes32)`,
  `registerMany(${ATTESTED}[],bytes32)`,
  `registerProven(${PLOT},bytes,bytes,bytes,bytes32)`,
  `registerSection(${PLOT}[],${TILING},bytes,bytes,bytes32)`,
  `replot(${OLD_PARCELS},(uint256,uint256)[],${TILING},bytes32,uint256)`,
];

const FREEZE_FUNCTIONS = [
  "setFrozenTokens(address,uint256,bool)",
  "freezeByOrder(uint256,bool,bytes32)",
  `encumberByOrder(uint256,${TERMS},bytes32,uint256,bytes32)`,
  "contestRecoveryByOrder(address,bytes32)",
  `materialiseFrozen(${LEAF},bytes32[],bytes32)`,
];

const ORDER_FUNCTIONS = [
  "forcedTransfer(address,address,uint256)",
  "transferByOrder(uint256,address,bytes32)",
  `divideByOrder(uint256,${SHARES},uint64,bytes32)`,
  "releaseByOrder(uint256,uint256,bytes32)",
  "orderSale(uint256,bool,bytes32)",
  "settleDispute(uint256,bytes32)",
  "decideRecovery(address,bool,bytes32)",
  "rectifyBoundary(uint256,bytes,bytes,bytes,bytes32)",
];

const DEED = "(uint256,uint256,address[],address,(uint256,address)[],bytes32)";

const OPEN_FUNCTIONS: readonly (readonly [signature: string, guard: string])[] = [
  ["lodge(uint256,bytes32)", "a desk of the day-book"],
  ["lodgeObjection(uint256,bytes32)", "a desk of the day-book, while the title is provisional"],
  ["release(uint256,uint256,bytes32)", "the holder of the encumbrance"],
  ["subordinate(uint256,uint256,uint256)", "the holder of the encumbrance that goes back"],
  ["assign(uint256,uint256,address)", "the holder of the encumbrance"],
  ["lapse(uint256,uint256)", "anyone, once the encumbrance has expired"],
  ["withdraw(uint256)", "an owner of the title"],
  ["waiveNotice(uint256)", "whom the notice serves"],
  ["unite(uint256,address)", "anyone, where one account holds all shares"],
  [`convey(${DEED})`, "an agent with SETTLE"],
  ["conveyShare(uint256,uint256,address,address,uint64,bytes32)", "an agent with SETTLE"],
  [`charge(uint256,uint256,${TERMS},bytes32)`, "an agent with SETTLE"],
  [
    "foreclose(uint256,address,uint256[],bytes32)",
    "an agent with FORECLOSE, once a court has ordered the sale",
  ],
  ["suspend(address)", "anyone; says here what the identity registry says"],
  ["announceRecovery(address)", "anyone, where the identity registry names a successor"],
  ["contestRecovery()", "the account itself, unless its key is reported stolen"],
  ["recoverTitles(address,uint256[])", "anyone, after the notice"],
  ["recoverEncumbrances(address,uint256,uint256[])", "anyone, after the notice"],
  [`materialise(${LEAF},bytes32[])`, "anyone, with a proof of the namespace's root"],
  ["makeAbsolute(uint256)", "anyone, after the time for objections"],
  ["proveOverlap(uint256,bytes,uint256,bytes,(int256,int256,uint256))", "anyone, with a place inside both"],
  ["importTitle(uint256,address[])", "anyone; takes over what the retired predecessor holds"],
  ["handOver(bytes32)", "the successor of the retired register"],
  ["setAuthority(address)", "the authority itself"],
];

/** Codes that the register runs on its own storage, with their functions. */
const CODES = {
  TitleDealings: [
    "subordinate(uint256,uint256,uint256)",
    "assign(uint256,uint256,address)",
    `reserve(uint256,address,uint40,bytes32,uint256,${CONSENTS})`,
    "waiveNotice(uint256)",
    `divide(uint256,${SHARES},uint64,bytes32,uint256,${CONSENTS})`,
    "unite(uint256,address)",
    "conveyShare(uint256,uint256,address,address,uint64,bytes32)",
    `charge(uint256,uint256,${TERMS},bytes32)`,
    "foreclose(uint256,address,uint256[],bytes32)",
  ],
  TitleJudgments: [
    `encumberByOrder(uint256,${TERMS},bytes32,uint256,bytes32)`,
    `divideByOrder(uint256,${SHARES},uint64,bytes32)`,
    "releaseByOrder(uint256,uint256,bytes32)",
    "orderSale(uint256,bool,bytes32)",
    "settleDispute(uint256,bytes32)",
    "lodgeObjection(uint256,bytes32)",
    "suspend(address)",
    "announceRecovery(address)",
    "contestRecovery()",
    "contestRecoveryByOrder(address,bytes32)",
    "decideRecovery(address,bool,bytes32)",
    "recoverTitles(address,uint256[])",
    "recoverEncumbrances(address,uint256,uint256[])",
  ],
  LandSurvey: [
    `registerProven(${PLOT},bytes,bytes,bytes,bytes32)`,
    `registerSection(${PLOT}[],${TILING},bytes,bytes,bytes32)`,
    `replot(${OLD_PARCELS},(uint256,uint256)[],${TILING},bytes32,uint256)`,
    "rectifyBoundary(uint256,bytes,bytes,bytes,bytes32)",
    "proveOverlap(uint256,bytes,uint256,bytes,(int256,int256,uint256))",
  ],
  LandArchive: [
    "openNamespace(bytes32,bytes32,bytes32)",
    `materialise(${LEAF},bytes32[])`,
    `materialiseFrozen(${LEAF},bytes32[],bytes32)`,
    "exportTitle(uint256)",
    "importTitle(uint256,address[])",
  ],
} as const;

/** A code of the register: nobody governs it, and by itself it holds nothing. */
const code = (name: keyof typeof CODES, initCode: ContractRow["initCode"]): ContractRow => ({
  name,
  version: 1,
  interfaceId: NO_INTERFACE,
  knowsNoAuthority: true,
  initCode,
  expectations: () => [],
});

/** Land: the register of titles and parcels, and the codes that it runs. */
export const land: Domain = {
  name: "land",
  roles: [
    courtFreeze,
    {
      name: "LAND_REGISTRAR",
      id: 13n,
      admin: "COUNCIL",
      guardian: "COUNCIL",
      minimumDelay: 0,
      exclusionGroup: 0,
      heldByContract: false,
      may: "enter titles, and with all owners' signatures encumbrances, divisions, notices and replots; appoint desks",
      mayNever: "move a title, enter a lien without a signature or an order, or decide a dispute",
    },
    {
      name: "LAND_CORRECTIONS",
      id: 14n,
      admin: "COUNCIL",
      guardian: "COUNCIL",
      minimumDelay: 7 * DAY,
      exclusionGroup: 0,
      heldByContract: true,
      may: "open namespaces: districts, and the register before the chain",
      mayNever: "act at once, or change what is entered",
    },
  ],
  contracts: [
    code("TitleDealings", async () => (await new TitleDealings__factory().getDeployTransaction()).data),
    code(
      "TitleJudgments",
      async () => (await new TitleJudgments__factory().getDeployTransaction(ZeroAddress)).data,
    ),
    code("LandSurvey", async () => (await new LandSurvey__factory().getDeployTransaction(ZeroAddress)).data),
    code(
      "LandArchive",
      async () => (await new LandArchive__factory().getDeployTransaction(ZeroAddress)).data,
    ),
    {
      name: "LandRegistry",
      version: 1,
      interfaceId: interfaceId(
        ILandRegistry__factory.abi,
        ITitleCore__factory.abi,
        ITitleOrders__factory.abi,
        IERC7943NonFungible__factory.abi,
      ),
      initCode: async ({ addressOf }) =>
        (
          await new LandRegistry__factory().getDeployTransaction(addressOf("CityAuthority"), ZeroAddress, [
            addressOf("TitleDealings"),
            addressOf("TitleJudgments"),
            addressOf("LandSurvey"),
            addressOf("LandArchive"),
          ])
        ).data,
      expectations: ({ addressOf, city }) => {
        const at = addressOf("LandRegistry");
        const codes = [
          ["dealings", "TitleDealings"],
          ["judgments", "TitleJudgments"],
          ["survey", "LandSurvey"],
          ["archive", "LandArchive"],
        ] as const;
        return [
          ...codes.map(([view, name]) => ({
            what: `LandRegistry.${view}`,
            expected: addressOf(name),
            read: (provider: Parameters<typeof LandRegistry__factory.connect>[1]) =>
              LandRegistry__factory.connect(at, provider)[view](),
          })),
          {
            what: "LandRegistry.predecessor",
            expected: ZeroAddress,
            read: (provider) => LandRegistry__factory.connect(at, provider).predecessor(),
          },
          {
            what: "LandRegistry.eip712Domain",
            expected: `Civitas LandRegistry 1 ${city.chainId} ${at}`,
            read: async (provider) => {
              const domain = await LandRegistry__factory.connect(at, provider).eip712Domain();
              return `${domain.name} ${domain.version} ${domain.chainId} ${domain.verifyingContract}`;
            },
          },
        ];
      },
    },
  ],
  functions: [
    ...REGISTRAR_FUNCTIONS.map((signature) => [signature, "LAND_REGISTRAR"] as const),
    ...FREEZE_FUNCTIONS.map((signature) => [signature, "COURT_FREEZE"] as const),
    ...ORDER_FUNCTIONS.map((signature) => [signature, "COURT_ORDERS"] as const),
    ["openNamespace(bytes32,bytes32,bytes32)", "LAND_CORRECTIONS"] as const,
    ["announceAgent(address,uint96)", "COUNCIL"] as const,
    ["announceChecker(bytes32,address)", "COUNCIL"] as const,
    ["retire(address)", "COUNCIL"] as const,
  ].map(([signature, role]) => ({ contract: "LandRegistry", signature, role })),
  openFunctions: [
    ...OPEN_FUNCTIONS.map(([signature, guard]) => ({ contract: "LandRegistry", signature, guard })),
    ...Object.entries(CODES).flatMap(([contract, signatures]) =>
      signatures.map((signature) => ({
        contract,
        signature,
        guard: "the register, on whose records this code runs; by itself it holds none",
      })),
    ),
  ],
  agents: [],
  checkers: [{ holder: "LandRegistry", question: encodeBytes32String("RECOVERY"), checker: "DIDRegistry" }],
};
