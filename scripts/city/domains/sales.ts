import { encodeBytes32String, ZeroAddress } from "ethers";

import {
  AssuranceFund__factory,
  Conveyance__factory,
  ForcedSales__factory,
  IAssuranceFund__factory,
  IConveyance__factory,
  ITaxAccounts__factory,
  SaleEscrows__factory,
  TaxClearance__factory,
} from "../../../typechain-types/index.js";
import type { Blueprint } from "../blueprint.js";
import type { ContractRow, Domain, Expectation } from "../domain.js";
import { interfaceId } from "../interfaceId.js";
import { REVENUE } from "./payments.js";

const HOUR = 3600;

/** Rights that LandRegistry publishes. */
const SETTLE = 1n << 0n;
const FORECLOSE = 1n << 1n;

/** Claims no interface. */
const NO_INTERFACE = "0x00000000";

/** ABI types of tuples. */
const SELLERS = "(address,uint256,uint256)[]";
const PAYOFFS = "(uint256,address,uint256)[]";
const CHARGES = "(address,uint256,uint40,uint16,uint8,bytes32)[]";
const SALE = `(uint256,uint256,uint64,${SELLERS},address,address,uint256,${PAYOFFS},${CHARGES},uint256,uint256,bool,uint256,address,uint40,bytes32)`;
const AUCTION = "(uint256,uint256,address,uint256,uint256,uint256,address[],uint256[],bytes32,uint40)";
const TARIFF = "(address,uint16,uint16,bool)";

const FORECLOSURE = `foreclose(${AUCTION},bytes)`;

const ESCROW_FUNCTIONS: readonly (readonly [signature: string, guard: string])[] = [
  [`open(${SALE},bytes32,bytes[])`, "anyone, with the signatures of sellers and buyer"],
  [`tender(${SALE},bytes32,bytes[])`, "anyone, with the signatures of holders and notary"],
  [`challenge(${SALE},bytes32)`, "anyone, where the sellers' side cannot complete"],
  [`refund(${SALE},bytes32)`, "anyone; pays the buyer, after the deadline or where the title has changed"],
  [
    `forfeit(${SALE},bytes32)`,
    "anyone; pays as the statement says, after the deadline of a tender that stands",
  ],
  [`cancel(${SALE},bytes32,bool,uint40,bytes[])`, "anyone, with the signatures of sellers and buyer"],
];

const OPEN_FUNCTIONS: readonly (readonly [signature: string, guard: string])[] = [
  [`settle(${SALE},bytes[])`, "anyone, with the signatures of all parties"],
  [`settleChain(${SALE}[],bytes[][])`, "anyone, with the signatures of all parties of all sales"],
  ...ESCROW_FUNCTIONS,
  ["assent(bytes32)", "anyone, for itself"],
  ["withdrawSignature(bytes32)", "the signer"],
  ["claimCredit(address)", "the holder of the credit"],
  ["pushCredit(address)", "anyone; pays the holder of the credit"],
  ["handOver(bytes32)", "the successor of the retired contract, which gets nothing"],
  ["setAuthority(address)", "the authority itself"],
];

/** What the contract and its codes are set up with. */
const setupOf = ({ addressOf, city }: Blueprint) => ({
  registry: addressOf("LandRegistry"),
  token: addressOf("CityToken"),
  assuranceFund: addressOf("AssuranceFund"),
  isMirror: city.landMode === "mirror",
});

/** The contract and its codes must be set up alike. */
const setupExpectations =
  (name: "Conveyance" | "SaleEscrows" | "ForcedSales") =>
  (blueprint: Blueprint): readonly Expectation[] => {
    const { registry, token, assuranceFund, isMirror } = setupOf(blueprint);
    const at = blueprint.addressOf(name);
    return [
      {
        what: `${name}.registry`,
        expected: registry,
        read: (provider) => Conveyance__factory.connect(at, provider).registry(),
      },
      {
        what: `${name}.token`,
        expected: token,
        read: (provider) => Conveyance__factory.connect(at, provider).token(),
      },
      {
        what: `${name}.assuranceFund`,
        expected: assuranceFund,
        read: (provider) => Conveyance__factory.connect(at, provider).assuranceFund(),
      },
      {
        what: `${name}.isMirror`,
        expected: String(isMirror),
        read: async (provider) => String(await Conveyance__factory.connect(at, provider).isMirror()),
      },
    ];
  };

/** A code of Conveyance: nobody governs it, and by itself it holds nothing. */
const code = (name: "SaleEscrows" | "ForcedSales", initCode: ContractRow["initCode"]): ContractRow => ({
  name,
  version: 1,
  interfaceId: NO_INTERFACE,
  knowsNoAuthority: true,
  initCode,
  expectations: setupExpectations(name),
});

/** Sales of land against the city's money; of a city with the services payments and land. */
export const sales: Domain = {
  name: "sales",
  roles: [
    {
      name: "NOTARY",
      id: 18n,
      admin: "COUNCIL",
      guardian: "COUNCIL",
      minimumDelay: 0,
      exclusionGroup: 0,
      heldByContract: false,
      may: "certify completion statements",
      mayNever: "complete a sale that a party has not signed, or certify one of its own",
    },
    {
      name: "AUCTIONEER",
      id: 19n,
      admin: "COUNCIL",
      guardian: "COUNCIL",
      minimumDelay: 0,
      exclusionGroup: 0,
      heldByContract: false,
      may: "complete the forced sale that a court has ordered and a bidder has signed",
      mayNever: "choose who is paid, leave a claim out, or change a rank",
    },
    {
      name: "LAND_REVENUE",
      id: 20n,
      admin: "COUNCIL",
      guardian: "COUNCIL",
      minimumDelay: 24 * HOUR,
      exclusionGroup: REVENUE,
      heldByContract: true,
      may: "set transfer tax and levy within their caps, name the account that gets the tax, ask for notaries, and grant lower rates",
      mayNever: "act at once, take more than a buyer has signed, or post or sign a bill",
    },
  ],
  contracts: [
    {
      name: "AssuranceFund",
      version: 1,
      interfaceId: interfaceId(IAssuranceFund__factory.abi),
      initCode: async ({ addressOf }) =>
        (
          await new AssuranceFund__factory().getDeployTransaction(
            addressOf("CityAuthority"),
            addressOf("CityToken"),
            ZeroAddress,
          )
        ).data,
      expectations: ({ addressOf }) => [
        {
          what: "AssuranceFund.token",
          expected: addressOf("CityToken"),
          read: (provider) => AssuranceFund__factory.connect(addressOf("AssuranceFund"), provider).token(),
        },
        {
          what: "AssuranceFund.predecessor",
          expected: ZeroAddress,
          read: (provider) =>
            AssuranceFund__factory.connect(addressOf("AssuranceFund"), provider).predecessor(),
        },
      ],
    },
    {
      name: "TaxClearance",
      version: 1,
      interfaceId: interfaceId(ITaxAccounts__factory.abi),
      initCode: async ({ addressOf }) =>
        (
          await new TaxClearance__factory().getDeployTransaction(
            addressOf("CityAuthority"),
            addressOf("Billing"),
          )
        ).data,
      expectations: ({ addressOf }) => [
        {
          what: "TaxClearance.billing",
          expected: addressOf("Billing"),
          read: (provider) => TaxClearance__factory.connect(addressOf("TaxClearance"), provider).billing(),
        },
      ],
    },
    code(
      "SaleEscrows",
      async (blueprint) => (await new SaleEscrows__factory().getDeployTransaction(setupOf(blueprint))).data,
    ),
    code(
      "ForcedSales",
      async (blueprint) => (await new ForcedSales__factory().getDeployTransaction(setupOf(blueprint))).data,
    ),
    {
      name: "Conveyance",
      version: 1,
      interfaceId: interfaceId(IConveyance__factory.abi),
      initCode: async (blueprint) =>
        (
          await new Conveyance__factory().getDeployTransaction(
            blueprint.addressOf("CityAuthority"),
            setupOf(blueprint),
            ZeroAddress,
            blueprint.addressOf("SaleEscrows"),
            blueprint.addressOf("ForcedSales"),
          )
        ).data,
      expectations: (blueprint) => {
        const at = blueprint.addressOf("Conveyance");
        return [
          ...setupExpectations("Conveyance")(blueprint),
          {
            what: "Conveyance.escrows",
            expected: blueprint.addressOf("SaleEscrows"),
            read: (provider) => Conveyance__factory.connect(at, provider).escrows(),
          },
          {
            what: "Conveyance.forcedSales",
            expected: blueprint.addressOf("ForcedSales"),
            read: (provider) => Conveyance__factory.connect(at, provider).forcedSales(),
          },
          {
            what: "Conveyance.predecessor",
            expected: ZeroAddress,
            read: (provider) => Conveyance__factory.connect(at, provider).predecessor(),
          },
          {
            what: "Conveyance.eip712Domain",
            expected: `Civitas Conveyance 1 ${blueprint.city.chainId} ${at}`,
            read: async (provider) => {
              const domain = await Conveyance__factory.connect(at, provider).eip712Domain();
              return `${domain.name} ${domain.version} ${domain.chainId} ${domain.verifyingContract}`;
            },
          },
        ];
      },
    },
  ],
  functions: [
    { contract: "Conveyance", signature: `setTariff(${TARIFF})`, role: "LAND_REVENUE" },
    {
      contract: "Conveyance",
      signature: "setExemption(uint256,address,uint16,uint40,bytes32)",
      role: "LAND_REVENUE",
    },
    { contract: "Conveyance", signature: "certify(bytes32)", role: "NOTARY" },
    { contract: "Conveyance", signature: "confirm(bytes32,bytes32)", role: "LAND_REGISTRAR" },
    { contract: "Conveyance", signature: FORECLOSURE, role: "AUCTIONEER" },
    { contract: "Conveyance", signature: "distinguish(uint256,uint256,bytes32)", role: "COURT_ORDERS" },
    ...["announceAgent(address,uint96)", "announceChecker(bytes32,address)", "retire(address)"].map(
      (signature) => ({ contract: "Conveyance", signature, role: "COUNCIL" }),
    ),
    { contract: "AssuranceFund", signature: "award(address,uint96,bytes32)", role: "COURT_ORDERS" },
    { contract: "AssuranceFund", signature: "retire(address)", role: "COUNCIL" },
    ...[
      "addRoll(uint256)",
      "replaceRoll(uint256,uint256)",
      "dropRolls(uint256)",
      "setAccounts(uint256[],uint32[],uint32)",
    ].map((signature) => ({ contract: "TaxClearance", signature, role: "BILLING_OFFICE" })),
  ],
  openFunctions: [
    ...OPEN_FUNCTIONS.map(([signature, guard]) => ({ contract: "Conveyance", signature, guard })),
    ...ESCROW_FUNCTIONS.map(([signature]) => ({
      contract: "SaleEscrows",
      signature,
      guard: "Conveyance, on whose records this code runs; by itself it holds none",
    })),
    {
      contract: "ForcedSales",
      signature: FORECLOSURE,
      guard: "Conveyance, on whose records this code runs; by itself it holds none",
    },
    ...[
      ["payAwards(uint256)", "anyone; pays awards in their order"],
      ["claimCredit(address)", "the holder of the credit"],
      ["takeOver()", "anyone; takes the money of the retired predecessor over"],
      ["handOver(bytes32)", "the successor of the retired fund"],
      ["setAuthority(address)", "the authority itself"],
    ].map(([signature, guard]) => ({ contract: "AssuranceFund", signature, guard })),
    { contract: "TaxClearance", signature: "setAuthority(address)", guard: "the authority itself" },
  ],
  agents: [{ holder: "LandRegistry", agent: "Conveyance", rights: SETTLE | FORECLOSE }],
  checkers: [{ holder: "Conveyance", question: encodeBytes32String("TAX_SETTLED"), checker: "TaxClearance" }],
};
