import { readFileSync } from "node:fs";

import { expect } from "chai";
import { toBeHex, TypedDataEncoder } from "ethers";

import type { LandVectors } from "../../../scripts/vectors/land.js";
import {
  divideTypedData,
  narrowTypedData,
  parcelId,
  readEncumbranceWord,
  readTitleWord,
  referenceOf,
  type ReplotTypedData,
} from "../../../sdk/index.js";
import { referenceFault } from "../../../sdk/land/titles/referenceFault.js";
import { expectInputError } from "../../support/inputError.js";
import {
  commitmentOf,
  type ConsentForm,
  encumbranceWord,
  KIND,
  readTitle,
  typesOf,
} from "../../support/land.js";

const { register } = JSON.parse(readFileSync("test/vectors/land.json", "utf8")) as LandVectors;

describe("test vectors of the land register", function () {
  it("hold references as their ids, and spellings that are refused", function () {
    for (const { reference, id, namespace } of register.references) {
      expect(toBeHex(parcelId(reference), 32)).to.equal(id);
      expect(referenceOf(BigInt(id))).to.equal(reference);
      expect(Buffer.from(namespace.slice(2), "hex").toString().replaceAll("\0", "")).to.equal(
        reference.split(":")[0],
      );
    }
    for (const { reference, position } of register.refused) {
      expect(referenceFault(reference), reference).to.equal(position);
    }
    expect(register.refused.length).to.be.greaterThan(10);
  });

  it("hold words that the tests of the contract read alike", function () {
    for (const { word, title } of register.titles) {
      expect(readTitleWord(BigInt(word))).to.deep.equal(title);
      const held = readTitle(BigInt(word));
      expect(held.owner).to.equal(title.owner);
      for (const field of ["blockers", "active", "lastNumber", "version", "size"] as const) {
        expect(Number(held[field]), field).to.equal(title[field]);
      }
      const flags = [
        title.isFrozen,
        title.isReserved,
        title.isShared,
        title.isDisputed,
        title.isProven,
        title.isSaleOrdered,
      ];
      expect(Number(held.flags) % 64).to.equal(flags.reduce((sum, flag, i) => sum + (flag ? 2 ** i : 0), 0));
    }
    for (const { word, encumbrance } of register.encumbrances) {
      const { amount, intake, expiryDay, kind, holder } = encumbrance;
      const terms = { holder, amount: BigInt(amount), expiryDay: BigInt(expiryDay), kind: KIND[kind] };
      expect(encumbranceWord(terms, BigInt(intake)), kind).to.equal(BigInt(word));
      expect(readEncumbranceWord(BigInt(word))).to.deep.equal({ ...encumbrance, amount: BigInt(amount) });
    }
    expect(new Set(register.encumbrances.map(({ encumbrance }) => encumbrance.kind)).size).to.equal(8);
  });

  it("hold an application and consents in the forms that the register checks", function () {
    const { id, terms, documentHash, salt, hash } = register.application;
    const { holder, amount, expiryDay, kind } = terms;
    expect(
      commitmentOf(
        BigInt(id),
        { holder, amount: BigInt(amount), expiryDay: BigInt(expiryDay), kind: KIND[kind] },
        documentHash,
        salt,
      ),
    ).to.equal(hash);
    const forms = register.consents.map(({ typedData, digest }) => {
      const { domain, types, primaryType, message } = typedData;
      expect(types).to.deep.equal(typesOf(primaryType as ConsentForm));
      expect(TypedDataEncoder.hash(domain, types, message)).to.equal(digest);
      return primaryType;
    });
    expect(forms).to.deep.equal(["Encumber", "Reserve", "Divide", "Replot", "Narrow"]);
  });

  it("a division names at least two owners, each once and with something, and makes one whole", async function () {
    const domain = register.consents[0].typedData.domain;
    const terms = { id: 1n, version: 0n, documentHash: toBeHex(1, 32), deadline: 5n };
    const [one, other] = [toBeHex(2, 20), toBeHex(1, 20)];
    const share = (holder: string, numerator: bigint) => ({ holder, numerator });
    const sound = divideTypedData(domain, terms, [share(one, 1n), share(other, 2n)], 3n);
    expect(sound.message.shares.map(({ holder }) => BigInt(holder))).to.deep.equal([1n, 2n]);
    for (const [shares, denominator, problem] of [
      [[share(one, 3n)], 3n, "is no division"],
      [[share(one, 3n), share(other, 0n)], 3n, /^gives nothing to 0x0+1$/],
      [[share(one, 1n), share(one, 2n)], 3n, /^names 0x0+2 twice$/],
      [[share(one, 1n), share(other, 1n)], 3n, "does not make one whole"],
    ] as const) {
      await expectInputError(() => divideTypedData(domain, terms, shares, denominator), {
        field: "shares",
        problem,
      });
    }
  });

  it("an encumbrance is narrowed to new parcels that are there", async function () {
    const replot = register.consents[3].typedData as unknown as ReplotTypedData;
    expect(narrowTypedData(replot, { id: 1n, number: 2 }, []).message.heirs).to.equal(0n);
    expect(narrowTypedData(replot, { id: 1n, number: 2 }, [0, 1, 1]).message.heirs).to.equal(3n);
    for (const heir of [2, -1, 0.5]) {
      await expectInputError(() => narrowTypedData(replot, { id: 1n, number: 2 }, [heir]), {
        field: "heirs",
        problem: "is the place of no new parcel",
      });
    }
  });
});
