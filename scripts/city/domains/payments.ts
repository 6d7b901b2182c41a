import { ZeroAddress } from "ethers";

import {
  CityToken__factory,
  IERC7943Fungible__factory,
  ICityToken__factory,
  IMintDesk__factory,
  MintDesk__factory,
} from "../../../typechain-types/index.js";
import type { Blueprint } from "../blueprint.js";
import type { TokenTerms } from "../cityFile.js";
import type { Domain } from "../domain.js";
import { interfaceId } from "../interfaceId.js";

const HOUR = 3600;

/** Whoever creates money neither sets the limits nor attests what backs it. */
const MONEY = 2;

/** Rights that CityToken publishes. */
const MINT = 1n << 0n;
const BURN = 1n << 1n;

/** Payments: the municipal token and the desk that mints it. */
export const payments: Domain = {
  name: "payments",
  roles: [
    {
      name: "COURT_FREEZE",
      id: 4n,
      admin: "COURT_ORDERS",
      guardian: "COURT_ORDERS",
      minimumDelay: 0,
      exclusionGroup: 0,
      heldByContract: false,
      may: "freeze at once what a court names, and stop a recovery",
      mayNever: "move anything",
    },
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
  ],
  functions: [
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
  ],
  openFunctions: [
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
  ],
  agents: [{ holder: "CityToken", agent: "MintDesk", rights: MINT | BURN }],
  checkers: [],
};

function tokenTermsOf({ city }: Blueprint): TokenTerms {
  if (city.token === undefined) throw new Error("token: missing; give its name and symbol in the city file");
  return city.token;
}
