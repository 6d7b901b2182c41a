import {
  ICityToken__factory,
  IERC7943Fungible__factory,
  IMintDesk__factory,
} from "../../typechain-types/index.js";
import { networkHelpers } from "../support/network.js";
import { as, FORTUNE, payments, PAYOUT } from "../support/payments.js";
import { behavesLikeERC1363 } from "./erc/erc1363.js";
import { behavesLikeERC165, functionsOf } from "./erc/erc165.js";
import { behavesLikeERC20 } from "./erc/erc20.js";
import { behavesLikeERC2612 } from "./erc/erc2612.js";
import { behavesLikeERC3009 } from "./erc/erc3009.js";
import { behavesLikeERC5267 } from "./erc/erc5267.js";
import { behavesLikeERC7943, type EnforcedSubject } from "./erc/erc7943.js";

const { loadFixture } = networkHelpers;

async function subject(): Promise<EnforcedSubject> {
  const { token, desk, citizen, stranger, relayer, merchant, bailiff, judge, registry, agent } =
    await loadFixture(payments);
  return {
    token,
    holder: citizen,
    balance: FORTUNE,
    other: merchant,
    relayer,
    freezer: bailiff,
    enforcer: judge,
    stranger,
    unwelcome: await token.getAddress(),
    bar: async () => {
      await registry.setFrozenUntil(citizen.address, 2n ** 39n);
      await token.suspend(citizen);
    },
    burnOwn: async (amount) => {
      await as(token, citizen).approve(desk, amount);
      return as(desk, citizen).redeem(amount, PAYOUT);
    },
    mint: async (to, amount) => as(token, agent).mint(to, amount),
  };
}

/** The functions of ERC-20 and the standards around it, as their texts have them. */
const ERC20 = [
  "totalSupply()",
  "balanceOf(address)",
  "transfer(address,uint256)",
  "transferFrom(address,address,uint256)",
  "approve(address,uint256)",
  "allowance(address,address)",
];
const ERC20_METADATA = ["name()", "symbol()", "decimals()"];
const ERC1363 = [
  "transferAndCall(address,uint256)",
  "transferAndCall(address,uint256,bytes)",
  "transferFromAndCall(address,address,uint256)",
  "transferFromAndCall(address,address,uint256,bytes)",
  "approveAndCall(address,uint256)",
  "approveAndCall(address,uint256,bytes)",
];
const ERC2612 = [
  "permit(address,address,uint256,uint256,uint8,bytes32,bytes32)",
  "nonces(address)",
  "DOMAIN_SEPARATOR()",
];

describe("CityToken: standards", function () {
  behavesLikeERC20(subject);
  behavesLikeERC2612(subject);
  behavesLikeERC3009(subject);
  behavesLikeERC1363(subject);
  behavesLikeERC7943(subject);
  behavesLikeERC5267(subject);
  behavesLikeERC165(async () => ({
    contract: (await loadFixture(payments)).token,
    claims: {
      "ERC-20": ERC20,
      "ERC-20 metadata": ERC20_METADATA,
      "ERC-1363": ERC1363,
      "ERC-2612": ERC2612,
      "ERC-5267": ["eip712Domain()"],
      "ERC-7943": functionsOf(IERC7943Fungible__factory.abi).filter(
        (signature) => signature !== "supportsInterface(bytes4)",
      ),
      ICityToken: functionsOf(ICityToken__factory.abi, [IERC7943Fungible__factory.abi]),
    },
  }));
});

describe("MintDesk: standards", function () {
  behavesLikeERC165(async () => ({
    contract: (await loadFixture(payments)).desk,
    claims: {
      IMintDesk: functionsOf(IMintDesk__factory.abi),
      "ERC-1363 receiver": ["onTransferReceived(address,address,uint256,bytes)"],
    },
  }));
});
