import { expect } from "chai";
import { type BaseContract, concat, dataSlice, id, type Signer, toBeHex, Wallet, ZeroAddress } from "ethers";
import hre from "hardhat";

import type { TypedContractMethod } from "../../typechain-types/common.js";
import { deployDouble } from "../support/doubles.js";
import { newPasskey } from "../support/passkey.js";

type Harness = BaseContract & {
  isSignedBy: TypedContractMethod<[account: string, digest: string, signature: string], [boolean], "view">;
  gasOf: TypedContractMethod<
    [account: string, digest: string, signature: string],
    [[boolean, bigint] & { isSigned: boolean; gasUsed: bigint }],
    "view"
  >;
};
type OddWallet = BaseContract & { setOddity: TypedContractMethod<[oddity: number], [void], "nonpayable"> };
type GasReader = BaseContract & {
  agrees: TypedContractMethod<[given: bigint, digest: string, signature: string], [boolean], "view">;
};

/** As `Oddity` of the double counts them. */
const ODDITIES = [
  "Yes",
  "No",
  "BurnGas",
  "AnswerGarbage",
  "AnswerLong",
  "AnswerShort",
  "AnswerNothing",
  "Revert",
  "DirtyYes",
  "BurnMost",
] as const;

const DIGEST = id("a digest");
const OTHER_DIGEST = id("another digest");
const ERC1271_GAS = 400_000n;
const SECP256K1_ORDER = 0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141n;

for (const hardfork of ["osaka", "prague"]) {
  describe(`AccountSignatures on ${hardfork}`, function () {
    const key = new Wallet(id("the key of an account"));
    const thief = new Wallet(id("the key of a thief"));
    const signature = key.signingKey.sign(DIGEST).serialized;

    let payer: Signer;
    let harness: Harness;
    let odd: OddWallet;

    before(async function () {
      const { ethers } = await hre.network.create({
        network: hardfork === "osaka" ? "default" : hardfork,
        chainType: "l1",
      });
      [payer] = await ethers.getSigners();
      harness = await deployDouble<Harness>("AccountSignatures__Harness", payer);
      odd = await deployDouble<OddWallet>("OddWallet__Double", payer, [0]);
    });

    const isSignedBy = async (
      account: string | BaseContract,
      bytes: string,
      digest = DIGEST,
    ): Promise<boolean> =>
      harness.isSignedBy(typeof account === "string" ? account : await account.getAddress(), digest, bytes);

    /** The odd wallet's answer, and the gas that asking took. */
    async function askOdd(oddity: (typeof ODDITIES)[number]) {
      await odd.setOddity(ODDITIES.indexOf(oddity));
      return harness.gasOf(await odd.getAddress(), DIGEST, "0x");
    }

    /** Gives the key's account the code of a contract (EIP-7702). */
    async function delegate(to: string | BaseContract): Promise<void> {
      const { provider } = payer;
      if (provider === null) throw new Error("delegate: the payer is not connected");
      const { chainId } = await provider.getNetwork();
      const authorization = await key.authorize({
        address: to,
        nonce: await provider.getTransactionCount(key.address),
        chainId,
      });
      // The embedded chain's own accounts do not send authorisations.
      const sponsor = new Wallet(id("the sponsor of a delegation"), provider);
      await payer.sendTransaction({ to: sponsor.address, value: 10n ** 18n });
      const sent = await sponsor.sendTransaction({
        type: 4,
        to: sponsor.address,
        authorizationList: [authorization],
        gasLimit: 100_000n,
      });
      await sent.wait();
      expect(await provider.getCode(key.address)).to.equal(
        concat(["0xef0100", typeof to === "string" ? to : await to.getAddress()]).toLowerCase(),
      );
    }

    describe("given an account without code", function () {
      it("its key's signature counts, and costs no look at its code", async function () {
        const { isSigned, gasUsed } = await harness.gasOf(key.address, DIGEST, signature);
        expect(isSigned).to.equal(true);
        // A look at a cold account's code alone costs 2,600; recovering takes 3,000. Code that counts its own lines
        // costs more.
        if (!hre.globalOptions.coverage) expect(gasUsed).to.be.lessThan(5_600n);
      });

      it("a signature over another digest, or by another key, does not count", async function () {
        expect(await isSignedBy(key.address, signature, OTHER_DIGEST)).to.equal(false);
        expect(await isSignedBy(key.address, thief.signingKey.sign(DIGEST).serialized)).to.equal(false);
      });

      it("the second form of a signature (high s) does not count", async function () {
        const { r, s, yParity } = key.signingKey.sign(DIGEST);
        const high = concat([r, toBeHex(SECP256K1_ORDER - BigInt(s), 32), toBeHex(28 - yParity)]);
        expect(await isSignedBy(key.address, high)).to.equal(false);
      });

      it("a signature that is empty, short, compact, long or without a real v does not count", async function () {
        const compact = key.signingKey.sign(DIGEST).compactSerialized;
        for (const bytes of [
          "0x",
          dataSlice(signature, 0, 64),
          compact,
          concat([signature, "0x00"]),
          concat([dataSlice(signature, 0, 64), "0x00"]),
        ]) {
          expect(await isSignedBy(key.address, bytes), bytes).to.equal(false);
        }
      });

      it("nobody signs for the zero address", async function () {
        for (const bytes of ["0x", `0x${"00".repeat(65)}`, `0x${"00".repeat(64)}1b`]) {
          expect(await isSignedBy(ZeroAddress, bytes), bytes).to.equal(false);
        }
      });

      it("a precompile signs for nobody, not even the one that answers with the question", async function () {
        const identity = toBeHex(4, 20);
        expect(await isSignedBy(identity, "0x", toBeHex(0, 32))).to.equal(false);
      });
    });

    describe("given an account with delegated code (EIP-7702)", function () {
      it("its key signs as before where the code answers no ERC-1271", async function () {
        await delegate(harness);
        expect(await isSignedBy(key.address, signature)).to.equal(true);
        expect(await isSignedBy(key.address, thief.signingKey.sign(DIGEST).serialized)).to.equal(false);
      });

      it("its key signs as before where the code answers no, and whom the code knows signs too", async function () {
        const partner = new Wallet(id("whom the delegated code knows"));
        const wallet = await deployDouble("Wallet__Double", payer, [partner.address]);
        await delegate(wallet);
        expect(await isSignedBy(key.address, signature)).to.equal(true);
        expect(await isSignedBy(key.address, partner.signingKey.sign(DIGEST).serialized)).to.equal(true);
        expect(await isSignedBy(key.address, thief.signingKey.sign(DIGEST).serialized)).to.equal(false);
      });

      it("its key signs as before once the delegation is withdrawn", async function () {
        const partner = new Wallet(id("whom the delegated code knows"));
        const wallet = await deployDouble("Wallet__Double", payer, [partner.address]);
        await delegate(wallet);
        const { provider } = payer;
        if (provider === null) throw new Error("the payer is not connected");
        const sponsor = new Wallet(id("the sponsor of a delegation"), provider);
        const authorization = await key.authorize({
          address: ZeroAddress,
          nonce: await provider.getTransactionCount(key.address),
          chainId: (await provider.getNetwork()).chainId,
        });
        const sent = await sponsor.sendTransaction({
          type: 4,
          to: sponsor.address,
          authorizationList: [authorization],
          gasLimit: 100_000n,
        });
        await sent.wait();
        expect(await isSignedBy(key.address, signature)).to.equal(true);
        expect(await isSignedBy(key.address, partner.signingKey.sign(DIGEST).serialized)).to.equal(false);
      });
    });

    describe("given a contract wallet", function () {
      it("what its code approves counts, and nothing else", async function () {
        const wallet = await deployDouble("Wallet__Double", payer, [key.address]);
        expect(await isSignedBy(wallet, signature)).to.equal(true);
        expect(await isSignedBy(wallet, signature, OTHER_DIGEST)).to.equal(false);
        expect(await isSignedBy(wallet, thief.signingKey.sign(DIGEST).serialized)).to.equal(false);
        expect(await isSignedBy(wallet, "0x")).to.equal(false);
      });

      it("a passkey's assertion counts, within the gas that an answer has", async function () {
        const passkey = newPasskey();
        const wallet = await deployDouble("Passkey__Double", payer, [passkey.qx, passkey.qy]);
        const { isSigned, gasUsed } = await harness.gasOf(
          await wallet.getAddress(),
          DIGEST,
          passkey.assert(DIGEST),
        );
        expect(isSigned).to.equal(true);
        // Osaka has the P-256 precompile.
        expect(gasUsed).to.be.lessThan(hardfork === "osaka" ? 60_000n : ERC1271_GAS);
        expect(await isSignedBy(wallet, passkey.assert(OTHER_DIGEST))).to.equal(false);
        expect(await isSignedBy(wallet, newPasskey().assert(DIGEST))).to.equal(false);
        expect(await isSignedBy(wallet, signature)).to.equal(false);
      });

      it("a yes counts, also one that takes most of the gas, or that is long", async function () {
        expect((await askOdd("Yes")).isSigned).to.equal(true);
        expect((await askOdd("BurnMost")).isSigned).to.equal(true);
        expect((await askOdd("AnswerLong")).isSigned).to.equal(true);
      });

      for (const oddity of [
        "No",
        "AnswerGarbage",
        "AnswerShort",
        "AnswerNothing",
        "Revert",
        "DirtyYes",
      ] as const) {
        it(`an answer of the kind ${oddity} does not count`, async function () {
          expect((await askOdd(oddity)).isSigned).to.equal(false);
        });
      }

      it("a wallet gets the cap to the unit, whatever the asker has left", async function () {
        const reader = await deployDouble<GasReader>("GasReader__Double", payer);
        const named = (gas: bigint): string => toBeHex(gas, 32);
        let [seen, tooMuch] = [0n, ERC1271_GAS];
        while (tooMuch - seen > 1n) {
          const middle = (seen + tooMuch) / 2n;
          if (await reader.agrees(ERC1271_GAS, DIGEST, named(middle))) seen = middle;
          else tooMuch = middle;
        }
        expect(await isSignedBy(reader, named(seen))).to.equal(true);
        expect(await isSignedBy(reader, named(tooMuch))).to.equal(false);
      });

      it("a wallet that burns all gas gets the cap and no more, and does not count", async function () {
        const { isSigned, gasUsed } = await askOdd("BurnGas");
        expect(isSigned).to.equal(false);
        expect(gasUsed).to.be.greaterThan(ERC1271_GAS);
        expect(gasUsed).to.be.lessThan(ERC1271_GAS + 12_000n);
      });

      it("a wallet with a long answer does not make the asker pay for more than the cap", async function () {
        expect((await askOdd("AnswerLong")).gasUsed).to.be.lessThan(ERC1271_GAS + 12_000n);
      });
    });
  });
}
