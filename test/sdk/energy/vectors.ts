import { readFileSync } from "node:fs";

import { expect } from "chai";

import { type EnergyVectors, energyVectors } from "../../../scripts/vectors/energy.js";
import { vectorsText } from "../../../scripts/vectors/payments.js";
import {
  type BookEntry,
  clearInterval,
  decodeReadings,
  decodeSettlement,
  digestOf,
  type Hex,
  netOf,
  recoverSigner,
} from "../../../sdk/index.js";
import { faultOf } from "../../support/energy/marketPredicate.js";

const FILE = "test/vectors/energy.json";

describe("test vectors of the energy market", function () {
  const vectors = energyVectors();

  it("are what `npm run vectors` writes", function () {
    expect(readFileSync(FILE, "utf8")).to.equal(vectorsText(vectors));
    expect((JSON.parse(readFileSync(FILE, "utf8")) as EnergyVectors).settlements.length).to.be.greaterThan(8);
  });

  it("hold settlements that the rules call valid, in each interval, with what each household gets", function () {
    for (const { name, rules, households, firstInterval, prices, nets, ...packed } of vectors.settlements) {
      const { hints, readings, executed } = packed;
      const record = {
        zone: 7n,
        firstInterval,
        hints: hints as Hex,
        readings: readings as Hex,
        executed: executed as Hex,
      };
      const decoded = decodeSettlement(record);
      expect(
        decoded.clearings.map(({ price }) => price),
        name,
      ).to.deep.equal(prices);
      expect(decodeReadings(readings, prices.length), name).to.deep.equal(
        households.map((home) => home.readings),
      );
      const got = households.map(() => 0n);
      for (const [position, { price, executed: traded }] of decoded.clearings.entries()) {
        const book = households.map((home): BookEntry => {
          const { oneOff } = home;
          const interval = firstInterval + BigInt(position);
          const isIn =
            oneOff !== undefined && interval >= oneOff.firstInterval && interval <= oneOff.lastInterval;
          const order = isIn ? oneOff.order : home.order;
          return { reading: home.readings[position], order, isPriority: home.isPriority ?? false };
        });
        const outcome = { ...clearInterval(book, rules), price, executed: traded };
        expect(faultOf(book, rules, outcome), `${name}, interval ${position}`).to.equal(null);
        for (const [place, { reading }] of book.entries()) {
          if (reading !== null) got[place] += netOf(reading, traded[place], price, rules.tariff);
        }
      }
      expect(got, name).to.deep.equal(nets);
    }
  });

  it("hold signatures of the signer over their digests", function () {
    for (const { name, typedData, digest, signature } of vectors.signatures) {
      expect(digestOf(typedData), name).to.equal(digest);
      expect(recoverSigner(typedData, signature), name).to.equal(vectors.signer.address);
    }
  });
});
