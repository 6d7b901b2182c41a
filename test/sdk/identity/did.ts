import { expect } from "chai";
import { SigningKey, Wallet, id } from "ethers";

import { didOf, parseDid } from "../../../sdk/index.js";
import { expectInputError } from "../../support/inputError.js";

const { address, signingKey } = new Wallet(id("somebody with an identifier"));

describe("identifiers (did:ethr)", () => {
  it("writes an account's identifier, with the chain in hexadecimal", () => {
    expect(didOf(31337n, address)).to.equal(`did:ethr:0x7a69:${address}`);
    expect(didOf(1n, address.toLowerCase())).to.equal(`did:ethr:0x1:${address}`);
    expect(didOf(0x100n, address)).to.equal(`did:ethr:0x100:${address}`);
  });

  it("takes apart what it writes", () => {
    expect(parseDid(didOf(31337n, address))).to.deep.equal({
      did: `did:ethr:0x7a69:${address}`,
      chainId: 31337n,
      identity: address,
    });
  });

  it("reads the account of a public key", () => {
    const publicKey = SigningKey.computePublicKey(signingKey.publicKey, true);
    expect(parseDid(`did:ethr:0x7a69:${publicKey}`)).to.deep.equal({
      did: `did:ethr:0x7a69:${publicKey}`,
      chainId: 31337n,
      identity: address,
      publicKey,
    });
  });

  it("reads the chain that needs no number", () => {
    expect(parseDid(`did:ethr:${address}`).chainId).to.equal(1n);
    expect(parseDid(`did:ethr:mainnet:${address}`).chainId).to.equal(1n);
  });

  it("reads the version that is asked for", () => {
    expect(parseDid(`did:ethr:0x7a69:${address}?versionId=12`)).to.deep.equal({
      did: `did:ethr:0x7a69:${address}`,
      chainId: 31337n,
      identity: address,
      versionId: 12n,
    });
    expect(parseDid(`did:ethr:0x7a69:${address}?versionTime=2026-01-31T12:00:00.999Z`).versionTime).to.equal(
      1_769_860_800n,
    );
    expect(
      parseDid(`did:ethr:0x7a69:${address}?versionTime=2026-01-31T13:00:00%2B01:00`).versionTime,
    ).to.equal(1_769_860_800n);
  });

  /** One letter in the wrong case. */
  const wrongSum = address.replace(/[a-f]/, (letter) => letter.toUpperCase());
  const refused: [string, string][] = [
    [`did:key:${address}`, "is no did:ethr with a chain id"],
    [`did:ethr:dev:${address}`, "is no did:ethr with a chain id"],
    [`did:ethr:0x7a69:${address.slice(0, -2)}`, "is no did:ethr with a chain id"],
    [`did:ethr:0x7a69:${address}#controller`, "is no did:ethr with a chain id"],
    [`did:ethr:0x7a69:${address}?versionId=1?versionId=2`, "is no did:ethr with a chain id"],
    [` did:ethr:0x7a69:${address}`, "is no did:ethr with a chain id"],
    [`did:ethr:0x7a69:${wrongSum}`, "names no account"],
    [`did:ethr:0x7a69:0x05${"00".repeat(32)}`, "names no account"],
    [
      `did:ethr:0x7a69:${address}?versionId=1&versionTime=2026-01-31T12:00:00Z`,
      "asks for more than a version",
    ],
    [`did:ethr:0x7a69:${address}?`, "asks for more than a version"],
    [`did:ethr:0x7a69:${address}?service=agent`, "asks for more than a version"],
    [`did:ethr:0x7a69:${address}?versionId=latest`, "names no block"],
    [`did:ethr:0x7a69:${address}?versionId=-1`, "names no block"],
    [`did:ethr:0x7a69:${address}?versionTime=2026-01-31T12:00:00`, "names no time"],
    [`did:ethr:0x7a69:${address}?versionTime=yesterday`, "names no time"],
  ];
  for (const [did, problem] of refused) {
    it(`refuses ${did.replace(address, "0x…")}: ${problem}`, async () => {
      await expectInputError(() => parseDid(did), { field: "did", problem });
    });
  }

  it("refuses to write an identifier of no chain or no account", async () => {
    await expectInputError(() => didOf(-1n, address), { field: "chainId", problem: "is no uint64" });
    await expectInputError(() => didOf(1n, "0x"), { field: "identity", problem: "is no address" });
  });
});
