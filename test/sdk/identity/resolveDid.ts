import { expect } from "chai";
import {
  encodeBytes32String,
  hexlify,
  id,
  randomBytes,
  type Signer,
  SigningKey,
  toUtf8Bytes,
  Wallet,
  ZeroAddress,
  zeroPadValue,
} from "ethers";
import hre from "hardhat";

import { didOf, didResolver, readDidHistory, resolveDid, type Rpc } from "../../../sdk/index.js";
import { type IERC1056, IERC1056__factory } from "../../../typechain-types/index.js";
import {
  deployPublishedRegistry,
  type PublishedClient,
  publishedClient,
  requestOf,
} from "../../support/didClients.js";
import { deployDIDRegistry, identityCity } from "../../support/didRegistry.js";
import { expectInputError } from "../../support/inputError.js";
import { pick, randomFrom, testSeed } from "../../support/random.js";

const DAY = 86_400n;

const registries: Record<string, (deployer: Signer) => Promise<IERC1056>> = {
  "the registry of npm": deployPublishedRegistry,
  "our registry": async (deployer) =>
    IERC1056__factory.connect(
      await (await deployDIDRegistry(deployer, await deployer.getAddress())).getAddress(),
      deployer,
    ),
};

for (const [name, deploy] of Object.entries(registries)) {
  describe(`resolveDid over ${name}`, () => {
    let registry: IERC1056;
    let address: string;
    let request: Rpc;
    let theirs: PublishedClient;
    let owner: Signer;
    let identity: string;
    let did: string;
    let mineTogether: (send: () => Promise<unknown>) => Promise<void>;
    let wait: (seconds: number) => Promise<void>;

    beforeEach(async () => {
      const connection = await hre.network.create({
        network: "default",
        chainType: "l1",
        override: { initialDate: new Date() },
      });
      const { ethers, provider, networkHelpers } = connection;
      const [deployer, ...people] = await ethers.getSigners();
      registry = await deploy(deployer);
      address = await registry.getAddress();
      request = requestOf(provider);
      theirs = await publishedClient(ethers.provider, registry);
      [owner] = people;
      identity = await owner.getAddress();
      did = didOf(31337n, identity);
      registry = registry.connect(owner);
      mineTogether = async (send) => {
        await ethers.provider.send("evm_setAutomine", [false]);
        await send();
        await networkHelpers.mine();
        await ethers.provider.send("evm_setAutomine", [true]);
      };
      wait = async (seconds) => {
        await networkHelpers.time.increase(seconds);
      };
    });

    const attribute = (text: string): string => encodeBytes32String(text);

    /** What the published client answers must be what ours does; ours is returned. */
    async function resolveBoth(what = did) {
      const ours = await resolveDid(request, address, what);
      const published = await theirs.resolve(what);
      expect(published.didResolutionMetadata.error, published.didResolutionMetadata.message).to.equal(
        undefined,
      );
      expect(ours, what).to.deep.equal({ ...published, didDocument: { ...published.didDocument } });
      return ours;
    }

    it("an account that never wrote anything has a document", async () => {
      const { didDocument, didDocumentMetadata } = await resolveBoth();
      expect(didDocument.authentication).to.deep.equal([`${did}#controller`]);
      expect(didDocument.verificationMethod).to.have.lengthOf(1);
      expect(didDocument.verificationMethod[0].blockchainAccountId).to.equal(`eip155:31337:${identity}`);
      expect(didDocumentMetadata).to.deep.equal({});
    });

    it("an identifier with a public key lists it, until the owner changes", async () => {
      const key = new SigningKey(id("a key"));
      const withKey = `did:ethr:0x7a69:${key.compressedPublicKey}`;
      const { didDocument } = await resolveBoth(withKey);
      expect(didDocument.verificationMethod[1].publicKeyHex).to.equal(key.compressedPublicKey.slice(2));
      const account = new Wallet(key, owner.provider);
      await owner.sendTransaction({ to: account.address, value: 10n ** 18n });
      await registry.connect(account).changeOwner(account.address, identity);
      const changed = await resolveBoth(withKey);
      expect(changed.didDocument.verificationMethod).to.have.lengthOf(1);
      expect(changed.didDocument.verificationMethod[0].blockchainAccountId).to.equal(
        `eip155:31337:${identity}`,
      );
    });

    it("delegates, keys and services are listed, and end", async () => {
      const delegate = Wallet.createRandom().address;
      await registry.addDelegate(identity, attribute("sigAuth"), delegate, DAY);
      await registry.addDelegate(identity, attribute("veriKey"), delegate, DAY);
      await registry.addDelegate(identity, attribute("other"), delegate, DAY);
      const key = hexlify(randomBytes(32));
      for (const keyName of [
        "did/pub/Ed25519/veriKey/base58",
        "did/pub/Ed25519/sigAuth/base64",
        "did/pub/Secp256k1/veriKey/hex",
        "did/pub/Secp256k1/sigAuth",
        "did/pub/RSA/veriKey/other",
        "did/pub/X25519/enc/base64",
        "did/pub/P256",
        "did/pub/too/many/parts/of/it",
        "did/pub/Ed25519/veriKey/pem",
        "did/svc/CityHub",
        "did/svc/nothing/more",
        "elsewhere/CityHub",
      ]) {
        await registry.setAttribute(identity, attribute(keyName), key, DAY);
      }
      await registry.setAttribute(identity, attribute("did/svc/Hub"), toUtf8Bytes("https://a.example"), DAY);
      await registry.setAttribute(
        identity,
        attribute("did/svc/Hubs"),
        toUtf8Bytes('{"uri":"https://a.example"}'),
        DAY,
      );
      await registry.setAttribute(
        identity,
        attribute("did/pub/Ed25519/veriKey/pem"),
        toUtf8Bytes("PEM"),
        DAY,
      );
      const { didDocument } = await resolveBoth();
      expect(didDocument.authentication).to.have.lengthOf(4);
      expect(didDocument.service?.map(({ serviceEndpoint }) => serviceEndpoint)).to.deep.include.members([
        "https://a.example",
        { uri: "https://a.example" },
      ]);
      expect(didDocument.keyAgreement).to.have.lengthOf(1);
      await registry.revokeDelegate(identity, attribute("sigAuth"), delegate);
      await registry.revokeAttribute(identity, attribute("did/pub/Ed25519/veriKey/base58"), key);
      await registry.revokeAttribute(identity, attribute("did/svc/Hub"), toUtf8Bytes("https://a.example"));
      await registry.revokeAttribute(identity, attribute("did/pub/too/many/parts/of/it"), key);
      const block = await owner.provider!.getBlockNumber();
      await wait(1);
      await owner.sendTransaction({ to: identity });
      const after = await resolveBoth(`${did}?versionId=${block + 1}`);
      expect(after.didDocument.authentication).to.have.lengthOf(3);
    });

    it("a revoked key for encryption leaves no reference behind", async () => {
      const [attributeName, key] = [attribute("did/pub/X25519/enc/base64"), hexlify(randomBytes(32))];
      await registry.setAttribute(identity, attributeName, key, DAY);
      await registry.revokeAttribute(identity, attributeName, key);
      const { didDocument } = await resolveDid(request, address, did);
      expect(didDocument.keyAgreement).to.equal(undefined);
      // What the published client gets wrong (fixed in its version 13.0.1).
      const published = await theirs.resolve(did);
      expect(published.didDocument?.keyAgreement).to.have.lengthOf(1);
    });

    it("a Multikey is written as one", async () => {
      const value = `0x8024${hexlify(randomBytes(33)).slice(2)}`;
      await registry.setAttribute(identity, attribute("did/pub/Multikey/veriKey"), value, DAY);
      const { didDocument } = await resolveDid(request, address, did);
      const [, multikey] = didDocument.verificationMethod;
      expect(multikey.type).to.equal("Multikey");
      // P-256, compressed: multibase always begins so.
      expect(multikey.publicKeyMultibase).to.match(/^zDn/);
      expect(didDocument["@context"]).to.include("https://w3id.org/security/multikey/v1");
    });

    it("a name that is no text does not hide the rest", async () => {
      await registry
        .setAttribute(identity, `0x${"ff".repeat(32)}`, "0x00", DAY)
        .then(undefined, (refusal: Error) => expect(refusal.message).to.include("NameUnreadable"));
      await registry.setAttribute(identity, attribute("did/svc/Hub"), toUtf8Bytes("https://a.example"), DAY);
      expect((await resolveBoth()).didDocument.service).to.have.lengthOf(1);
    });

    it(`every version of a random life is the published client's (seed ${testSeed})`, async () => {
      const random = randomFrom(testSeed);
      const one = <T>(values: readonly T[]): T => pick(values, 1, random)[0];
      const delegates = [1, 2, 3].map(() => Wallet.createRandom().address);
      const names = ["did/pub/Ed25519/veriKey/hex", "did/pub/Secp256k1/sigAuth", "did/svc/Hub", "did/svc/X"];
      const values = ["0x1234", hexlify(toUtf8Bytes("https://a.example"))];
      const types = ["veriKey", "sigAuth", "other"];
      const acts: (() => Promise<unknown>)[] = [
        () => registry.addDelegate(identity, attribute(one(types)), one(delegates), one([2n, DAY])),
        () => registry.revokeDelegate(identity, attribute(one(types)), one(delegates)),
        () => registry.setAttribute(identity, attribute(one(names)), one(values), one([2n, DAY])),
        () => registry.revokeAttribute(identity, attribute(one(names)), one(values)),
      ];
      const first = (await owner.provider!.getBlockNumber()) + 1;
      for (let step = 0; step < 25; ++step) {
        await mineTogether(async () => {
          for (let count = one([0, 1, 2]); count >= 0; --count) await one(acts)();
        });
      }
      const last = await owner.provider!.getBlockNumber();
      expect(await readDidHistory(request, address, identity)).to.have.lengthOf.greaterThan(25);
      for (let block = first - 1; block <= last; ++block) await resolveBoth(`${did}?versionId=${block}`);
    });

    it("a time finds the version that was valid then", async () => {
      const service = attribute("did/svc/Hub");
      await registry.setAttribute(identity, service, toUtf8Bytes("https://a.example"), DAY);
      const before = await owner.provider!.getBlock("latest");
      const other = Wallet.createRandom();
      await registry.changeOwner(identity, other.address);
      const at = async (seconds: number) =>
        resolveDid(request, address, `${did}?versionTime=${new Date(seconds * 1000).toISOString()}`);
      const { timestamp, number } = before!;
      const early = await at(timestamp);
      expect(early.didDocument.verificationMethod[0].blockchainAccountId).to.equal(
        `eip155:31337:${identity}`,
      );
      expect(early.didDocument.service).to.have.lengthOf(1);
      expect(early.didDocumentMetadata.versionId).to.equal(String(number));
      expect(early.didDocumentMetadata.nextVersionId).to.equal(String(number + 1));
      const none = await at(timestamp - 1);
      expect(none.didDocument.service).to.equal(undefined);
      expect(none.didDocumentMetadata.versionId).to.equal(undefined);
      expect(none.didDocumentMetadata.nextVersionId).to.equal(String(number));
      const late = await at(timestamp + 1);
      expect(late.didDocument.verificationMethod[0].blockchainAccountId).to.equal(
        `eip155:31337:${other.address}`,
      );
      expect(late.didDocumentMetadata.nextVersionId).to.equal(undefined);
      const resolver = didResolver(request, address, BigInt(timestamp));
      expect(await resolver.resolve(did)).to.deep.equal(early);
      expect(await resolver.resolve(`${did}?versionId=${number + 1}`)).to.deep.equal(
        await resolveBoth(`${did}?versionId=${number + 1}`),
      );
      expect(await didResolver(request, address).resolve(did)).to.deep.equal(await resolveBoth());
    });

    it("an ended identity has no keys, now; it had some before", async () => {
      await registry.setAttribute(identity, attribute("did/svc/Hub"), "0x61", DAY);
      const block = await owner.provider!.getBlockNumber();
      await registry.changeOwner(identity, ZeroAddress);
      const { didDocument, didDocumentMetadata } = await resolveBoth();
      expect(didDocument.verificationMethod).to.deep.equal([]);
      expect(didDocumentMetadata.deactivated).to.equal(true);
      expect(
        (await resolveBoth(`${did}?versionId=${block}`)).didDocument.verificationMethod,
      ).to.have.lengthOf(1);
    });

    it("what cannot be resolved is refused, with the reason", async () => {
      await expectInputError(() => resolveDid(request, address, didOf(1n, identity)), {
        field: "did",
        problem: "is of chain 1",
      });
      await expectInputError(() => resolveDid(request, address, `${did}?versionId=999999`), {
        field: "did",
        problem: "asks for a block to come",
      });
      await expectInputError(() => resolveDid(request, address, `${did}?versionTime=2999-01-01T00:00:00Z`), {
        field: "did",
        problem: "asks for a time to come",
      });
      await expectInputError(() => resolveDid(request, identity, did), {
        field: "registry",
        problem: /is no DID registry/,
      });
    });

    it("a node that has forgotten events is found out", async () => {
      await registry.setAttribute(identity, attribute("did/svc/Hub"), "0x61", DAY);
      await registry.setAttribute(identity, attribute("did/svc/Hub"), "0x62", DAY);
      await mineTogether(async () => {
        await registry.setAttribute(identity, attribute("did/svc/Hub"), "0x63", DAY);
        await registry.setAttribute(identity, attribute("did/svc/Hub"), "0x64", DAY);
      });
      expect(await readDidHistory(request, address, identity)).to.have.lengthOf(4);
      const lossy =
        (keep: (logs: unknown[], block: bigint) => unknown[]): Rpc =>
        async (asked) => {
          const answer = await request(asked);
          if (asked.method !== "eth_getLogs") return answer;
          const { fromBlock } = asked.params[0] as { fromBlock: string };
          return keep(answer as unknown[], BigInt(fromBlock));
        };
      const last = BigInt(await owner.provider!.getBlockNumber());
      const losses = [
        lossy(() => []),
        lossy((logs, block) => (block === last - 1n ? [] : logs)),
        lossy((logs) => logs.slice(1)),
        lossy((logs) => [
          ...logs,
          ...logs.slice(0, 1).map((log) => ({ ...(log as object), logIndex: "0xff" })),
        ]),
      ];
      for (const loss of losses) {
        await expectInputError(() => readDidHistory(loss, address, identity), {
          field: "registry",
          problem: /^has a broken history: block \d+ should hold a change of /,
        });
      }
      // The order of a node's answer does not matter.
      const shuffled = lossy((logs) => logs.toReversed());
      expect(await readDidHistory(shuffled, address, identity)).to.deep.equal(
        await readDidHistory(request, address, identity),
      );
    });
  });
}

describe("resolveDid over a registry that succeeds another one", () => {
  it("goes on in the predecessor, before and after the record has come", async () => {
    const city = await identityCity();
    const owner = await city.newAccount();
    const did = didOf(31337n, owner.address);
    const [service, other] = ["did/svc/Hub", "did/svc/Other"].map((name) => encodeBytes32String(name));
    await city.registry.connect(owner).setAttribute(owner, service, "0x61", DAY);
    const before = await resolveDid(city.request, city.address, did);
    expect(before.didDocument.service).to.have.lengthOf(1);
    const heir = await deployDIDRegistry(city.admin, city.authority.address, false, city.address);
    const heirAddress = await heir.getAddress();
    await city.registry.connect(city.admin).retire(heir);
    expect(await resolveDid(city.request, heirAddress, did)).to.deep.equal(before);

    await heir.connect(owner).setAttribute(owner, other, "0x62", DAY);
    const after = await resolveDid(city.request, heirAddress, did);
    expect(
      after.didDocument.service?.map(({ id: name, serviceEndpoint }) => [name, serviceEndpoint]),
    ).to.deep.equal([
      [`${did}#service-1`, "a"],
      [`${did}#service-2`, "b"],
    ]);
    const old = await resolveDid(
      city.request,
      heirAddress,
      `${did}?versionId=${before.didDocumentMetadata.versionId}`,
    );
    expect(old.didDocument).to.deep.equal(before.didDocument);
    expect(
      (await readDidHistory(city.request, heirAddress, owner.address)).map(({ kind }) => kind),
    ).to.deep.equal(["attribute", "owner", "attribute"]);
    // Somebody the old registry never heard of starts in the new one.
    const newcomer = await city.newAccount();
    await heir.connect(newcomer).setAttribute(newcomer, service, "0x63", DAY);
    expect(await readDidHistory(city.request, heirAddress, newcomer.address)).to.have.lengthOf(1);
    await expectInputError(() => readDidHistory(city.request, city.address, owner.address), {
      field: "registry",
      problem: /^has a broken history/,
    });
  });

  it("does not run in circles where a contract names itself", async () => {
    const city = await identityCity();
    const owner = await city.newAccount();
    await city.registry.connect(owner).setAttribute(owner, encodeBytes32String("a"), "0x61", DAY);
    const selector = city.registry.interface.getFunction("predecessor").selector;
    const liar: Rpc = async (asked) => {
      if (asked.method === "eth_getLogs") return [];
      const [question] = asked.params as { data?: string }[];
      if (asked.method === "eth_call" && question.data === selector) return zeroPadValue(city.address, 32);
      return city.request(asked);
    };
    await expectInputError(() => readDidHistory(liar, city.address, owner.address), {
      field: "registry",
      problem: /^has a broken history/,
    });
  });
});
