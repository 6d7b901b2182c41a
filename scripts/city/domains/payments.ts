import { ZeroAddress } from "ethers";

import {
  BillLedgers__factory,
  Billing__factory,
  CityToken__factory,
  IBilling__factory,
  IERC7943Fungible__factory,
  ICityToken__factory,
  IMintDesk__factory,
  MintDesk__factory,
} from "../../../typechain-types/index.js";
import type { Blueprint } from "../blueprint.js";
import type { TokenTerms } from "../cityFile.js";
import type { Domain, RoleRow } from "../domain.js";
import { interfaceId } from "../interfaceId.js";
import { desks } from "./desks.js";

const HOUR = 3600;

/** The library that Billing is linked to, as its factory names it. */
const LEDGERS = "project/contracts/payments/billing/BillLedgers.sol:BillLedgers";

/** Whoever creates money neither sets the limits nor attests what backs it. */
const MONEY = 2;

/** Rights that CityToken publishes. */
const MINT = 1n << 0n;
const BURN = 1n << 1n;

/** Whoever names where revenue goes posts no bill. */
export const REVENUE = 3;

/** Of payments and of land: whichever a city has. */
export const courtFreeze: RoleRow = {
  name: "COURT_FREEZE",
  id: 4n,
  admin: "COURT_ORDERS",
  guardian: "COURT_ORDERS",
  minimumDelay: 0,
  exclusionGroup: 0,
  heldByContract: false,
  may: "freeze at once what a court names, and stop a recovery",
  mayNever: "move anything",
};

/** Payments: the municipal token and the desk that mints it; the bills of the city. */
export const payments: Domain = {
  name: "payments",
  roles: [
    courtFreeze,
    {
      name: "MINT_POLICY",
      id: 5n,
      admin: "COUNCIL",
      guardian: "COUNCIL",
      minimumDelay: 48 * HOUR,
      exclusionGroup: MONEY,
      heldByContract: true,
      may: "set the minters' limits and appoint minters",
      mayNever: "act at once, or mint",
    },
    {
      name: "MINTER",
      id: 6n,
      admin: "MINT_POLICY",
      guardian: "MINT_POLICY",
      minimumDelay: 0,
      exclusionGroup: MONEY,
      heldByContract: false,
      may: "create tokens against money received, within its allowance",
      mayNever: "set limits, or attest the reserve",
    },
    {
      name: "TREASURER",
      id: 7n,
      admin: "COUNCIL",
      guardian: "COUNCIL",
      minimumDelay: 0,
      exclusionGroup: MONEY,
      heldByContract: false,
      may: "attest the reserve that backs the token",
      mayNever: "mint",
    },
    {
      name: "BILLING_HEAD",
      id: 11n,
      admin: "COUNCIL",
      guardian: "COUNCIL",
      minimumDelay: 24 * HOUR,
      exclusionGroup: REVENUE,
      heldByContract: true,
      may: "name payees, collectors and the accounts that credits draw on, decide credits and refunds above the officers' limit, and appoint the billing office",
      mayNever: "act at once, or post or sign a bill",
    },
    {
      name: "BILLING_OFFICE",
      id: 8n,
      admin: "BILLING_HEAD",
      guardian: "BILLING_HEAD",
      minimumDelay: 0,
      exclusionGroup: REVENUE,
      heldByContract: false,
      may: "post rolls, sign and issue single bills, void a roll before it opens, carry arrears over, answer disputes, credit within a limit, refund debtors, and grant instalments",
      mayNever: "change a bill, name a payee, or take anybody's money",
    },
  ],
  contracts: [
    {
      name: "CityToken",
      version: 1,
      interfaceId: interfaceId(ICityToken__factory.abi, IERC7943Fungible__factory.abi),
      initCode: async (blueprint) => {
        const { name, symbol } = tokenTermsOf(blueprint);
        const authority = blueprint.addressOf("CityAuthority");
        return (await new CityToken__factory().getDeployTransaction(name, symbol, authority, ZeroAddress))
          .data;
      },
      expectations: (blueprint) => {
        const { name, symbol } = tokenTermsOf(blueprint);
        const at = blueprint.addressOf("CityToken");
        return [
          {
            what: "CityToken.name",
            expected: name,
            read: (provider) => CityToken__factory.connect(at, provider).name(),
          },
          {
            what: "CityToken.symbol",
            expected: symbol,
            read: (provider) => CityToken__factory.connect(at, provider).symbol(),
          },
          {
            what: "CityToken.eip712Domain",
            expected: `${name} 1 ${blueprint.city.chainId} ${at}`,
            read: async (provider) => {
              const domain = await CityToken__factory.connect(at, provider).eip712Domain();
              return `${domain.name} ${domain.version} ${domain.chainId} ${domain.verifyingContract}`;
            },
          },
          {
            what: "CityToken.predecessor",
            expected: ZeroAddress,
            read: (provider) => CityToken__factory.connect(at, provider).predecessor(),
          },
        ];
      },
    },
    {
      name: "MintDesk",
      version: 1,
      interfaceId: interfaceId(IMintDesk__factory.abi),
      initCode: async ({ addressOf }) =>
        (
          await new MintDesk__factory().getDeployTransaction(
            addressOf("CityAuthority"),
            addressOf("CityToken"),
          )
        ).data,
      expectations: ({ addressOf }) => [
        {
          what: "MintDesk.token",
          expected: addressOf("CityToken"),
          read: (provider) => MintDesk__factory.connect(addressOf("MintDesk"), provider).token(),
        },
      ],
    },
    {
      name: "BillLedgers",
      version: 1,
      interfaceId: "0x00000000",
      knowsNoAuthority: true,
      initCode: async () => (await new BillLedgers__factory().getDeployTransaction()).data,
      expectations: () => [],
    },
    {
      name: "Billing",
      version: 1,
      interfaceId: interfaceId(IBilling__factory.abi),
      initCode: async ({ addressOf }) => {
        const library = addressOf("BillLedgers");
        return (
          await new Billing__factory({ [LEDGERS]: library }).getDeployTransaction(
            addressOf("CityAuthority"),
            addressOf("CityToken"),
            ZeroAddress,
          )
        ).data;
      },
      expectations: ({ addressOf, city }) => {
        const at = addressOf("Billing");
        return [
          {
            what: "Billing.token",
            expected: addressOf("CityToken"),
            read: (provider) => Billing__factory.connect(at, provider).token(),
          },
          {
            what: "Billing.predecessor",
            expected: ZeroAddress,
            read: (provider) => Billing__factory.connect(at, provider).predecessor(),
          },
          {
            what: "Billing.generation",
            expected: "0",
            read: async (provider) => String(await Billing__factory.connect(at, provider).generation()),
          },
          {
            what: "Billing.eip712Domain",
            expected: `Civitas Billing 1 ${city.chainId} ${at}`,
            read: async (provider) => {
              const domain = await Billing__factory.connect(at, provider).eip712Domain();
              return `${domain.name} ${domain.version} ${domain.chainId} ${domain.verifyingContract}`;
            },
          },
        ];
      },
    },
    ...desks.contracts,
  ],
  functions: [
    ...desks.functions,
    { contract: "CityToken", signature: "setFrozenTokens(address,uint256)", role: "COURT_FREEZE" },
    { contract: "CityToken", signature: "freezeByOrder(address,uint256,bytes32)", role: "COURT_FREEZE" },
    { contract: "CityToken", signature: "cancelRecovery(address,bytes32)", role: "COURT_FREEZE" },
    { contract: "CityToken", signature: "forcedTransfer(address,address,uint256)", role: "COURT_ORDERS" },
    {
      contract: "CityToken",
      signature: "transferByOrder(address,address,uint256,bytes32)",
      role: "COURT_ORDERS",
    },
    { contract: "CityToken", signature: "announceAgent(address,uint96)", role: "COUNCIL" },
    { contract: "CityToken", signature: "announceChecker(bytes32,address)", role: "COUNCIL" },
    { contract: "CityToken", signature: "retire(address)", role: "COUNCIL" },
    { contract: "MintDesk", signature: "setMinter(address,uint128,uint128)", role: "MINT_POLICY" },
    { contract: "MintDesk", signature: "setDailyLimit(uint128)", role: "MINT_POLICY" },
    { contract: "MintDesk", signature: "attestReserve(uint128,uint40,bytes32)", role: "TREASURER" },
    { contract: "MintDesk", signature: "mint((address,uint256,bytes32)[],uint64)", role: "MINTER" },
    ...[
      "postRoll(uint256,bytes32,uint32,uint256,bytes32)",
      "postSeries(uint256)",
      "voidRoll(uint256,bytes32)",
      "issue(uint256,bytes32[])",
      "carry(((uint256,uint256,bytes32),bytes32[],uint32)[],uint256)",
    ].map((signature) => ({ contract: "Billing", signature, role: "BILLING_OFFICE" })),
    ...["setCollector(address,bool)", "setPayee(address,bool)", "setCreditAccount(uint256,address)"].map(
      (signature) => ({ contract: "Billing", signature, role: "BILLING_HEAD" }),
    ),
    ...["announceAgent(address,uint96)", "announceChecker(bytes32,address)", "retire(address)"].map(
      (signature) => ({ contract: "Billing", signature, role: "COUNCIL" }),
    ),
  ],
  openFunctions: [
    ...desks.openFunctions,
    ...[
      ["transfer(address,uint256)", "the holder"],
      ["approve(address,uint256)", "the holder"],
      ["transferFrom(address,address,uint256)", "whom the holder has approved"],
      ["transferAndCall(address,uint256)", "the holder"],
      ["transferAndCall(address,uint256,bytes)", "the holder"],
      ["transferFromAndCall(address,address,uint256)", "whom the holder has approved"],
      ["transferFromAndCall(address,address,uint256,bytes)", "whom the holder has approved"],
      ["approveAndCall(address,uint256)", "the holder"],
      ["approveAndCall(address,uint256,bytes)", "the holder"],
      ["permit(address,address,uint256,uint256,uint8,bytes32,bytes32)", "anyone with the holder's signature"],
      ["permit(address,address,uint256,uint256,bytes)", "anyone with the holder's signature"],
      [
        "transferWithAuthorization(address,address,uint256,uint256,uint256,bytes32,uint8,bytes32,bytes32)",
        "anyone with the holder's signature",
      ],
      [
        "transferWithAuthorization(address,address,uint256,uint256,uint256,bytes32,bytes)",
        "anyone with the holder's signature",
      ],
      [
        "receiveWithAuthorization(address,address,uint256,uint256,uint256,bytes32,uint8,bytes32,bytes32)",
        "the receiver, with the holder's signature",
      ],
      [
        "receiveWithAuthorization(address,address,uint256,uint256,uint256,bytes32,bytes)",
        "the receiver, with the holder's signature",
      ],
      ["cancelAuthorization(address,bytes32,uint8,bytes32,bytes32)", "anyone with the holder's signature"],
      ["cancelAuthorization(address,bytes32,bytes)", "anyone with the holder's signature"],
      ["mint(address,uint256)", "an agent with MINT"],
      ["burn(uint256)", "an agent with BURN, its own tokens"],
      ["suspend(address)", "anyone; says here what the identity registry says"],
      ["announceRecovery(address)", "anyone, where the identity registry names a successor"],
      ["recover(address)", "anyone, after the notice"],
      ["swap()", "a holder of the retired predecessor"],
      ["handOver(bytes32)", "the successor of the retired token"],
      ["setAuthority(address)", "the authority itself"],
    ].map(([signature, guard]) => ({ contract: "CityToken", signature, guard })),
    ...[
      ["redeem(uint256,bytes32)", "any holder"],
      [
        "redeemWithAuthorization(address,uint256,uint256,uint256,bytes32,bytes)",
        "anyone with the holder's signature",
      ],
      ["onTransferReceived(address,address,uint256,bytes)", "the token"],
      ["setAuthority(address)", "the authority itself"],
    ].map(([signature, guard]) => ({ contract: "MintDesk", signature, guard })),
    ...[
      ["pay((uint256,uint256,bytes32),uint256,bytes32[])", "anyone, with own tokens and a proof"],
      ["payPart((uint256,uint256,bytes32),uint256,bytes32[])", "anyone, with own tokens and a proof"],
      ["payMany(((uint256,uint256,bytes32),bytes32[])[],uint256)", "anyone, with own tokens and proofs"],
      ["payStatement((uint256,uint256[],bytes32),uint256,bytes32[])", "anyone, with own tokens and a proof"],
      [
        "payWithPermit((uint256,uint256,bytes32),uint256,bytes32[],uint256,bytes)",
        "anyone, with own tokens, own permit and a proof",
      ],
      [
        "payWithAuthorization((uint256,uint256,bytes32),bytes32[],(address,uint256,uint256,uint256,bytes))",
        "anyone with the payer's authorisation for the bill and a proof",
      ],
      [
        "paySigned((uint256,uint256,bytes32),uint256,(address,uint40,bytes))",
        "anyone, with own tokens and the billing office's signature",
      ],
      [
        "payBySignature(uint256,(address,uint256,bytes32,uint256,bytes,bytes32[])[])",
        "anyone with payers' signatures and proofs",
      ],
      [
        "payTrusted(uint256,(address,uint256,bytes32,uint256,bytes32,bytes32)[])",
        "a trusted collector with payers' signatures",
      ],
      [
        "payStatementBySignature((uint256,uint256[],bytes32),bytes32[],address,uint64,uint40,bytes)",
        "anyone with the payer's signature and a proof",
      ],
      ["plant(uint256,bytes32[])", "anyone, nodes that hash to a known node"],
      [
        "issueSigned((uint256,uint256,bytes32),(address,uint40,bytes))",
        "anyone with the billing office's signature",
      ],
      ["reinstate(uint256,uint32)", "anyone, where the new roll never opened"],
      ["takeOver(uint256,uint32)", "anyone, from the retired predecessor"],
      ["withdraw((uint256,uint256,bytes32),uint256)", "the signer"],
      ["withdrawStatement(uint256,bytes32,uint64,uint40)", "the signer"],
      ["withdrawIssue((uint256,uint256,bytes32),uint40)", "the signer"],
      ["collect(uint256,(address,uint256,uint64,uint32)[])", "an agent with COLLECT"],
      ["hold((uint256,uint256,bytes32),bytes32[])", "an agent with HOLD"],
      ["release(uint256,uint32)", "an agent with HOLD"],
      ["credit((uint256,uint256,bytes32),bytes32[],uint256,bytes32)", "an agent with CREDIT"],
      ["defer((uint256,uint256,bytes32),bytes32[],uint40)", "an agent with DEFER"],
      ["refund((uint256,uint256,bytes32),bytes32[],address,uint256,bool,bytes32)", "an agent with REFUND"],
      ["handOver(bytes32)", "the successor of the retired contract"],
      ["setAuthority(address)", "the authority itself"],
    ].map(([signature, guard]) => ({ contract: "Billing", signature, guard })),
  ],
  agents: [{ holder: "CityToken", agent: "MintDesk", rights: MINT | BURN }, ...desks.agents],
  checkers: [],
};

function tokenTermsOf({ city }: Blueprint): TokenTerms {
  if (city.token === undefined) throw new Error("token: missing; give its name and symbol in the city file");
  return city.token;
}
