import { StandardMerkleTree } from "@openzeppelin/merkle-tree";
import { expect } from "chai";

import { dayOf } from "../../sdk/index.js";
import { accountAt, draftOf, settle, type Street, street, ZONE } from "../support/energy/market.js";
import { networkHelpers } from "../support/network.js";
import { as } from "../support/payments.js";

const [GRANULAR, PHOTOVOLTAIC] = [1n, 1n];

describe("EnergyCertificates: hours", function () {
  const night = async (): Promise<Street> => {
    const fresh = await street();
    await settle(fresh, draftOf(fresh, [[900n], [300n], [-500n], [-500n], [-400n]]));
    const rows = fresh.orders.map(() => Array<bigint>(95).fill(0n));
    await settle(fresh, draftOf(fresh, rows, fresh.firstInterval + 1n));
    return fresh;
  };

  it("are counted from 1970: each hour of a day is a certificate of its own, the last one of the day included", async function () {
    const made = await networkHelpers.loadFixture(night);
    const day = dayOf(made.firstInterval);
    const leaves = [0n, 1n, 23n].map((hour, index) => [BigInt(index), accountAt(0), hour, 300n]);
    const tree = StandardMerkleTree.of(leaves, ["uint32", "uint32", "uint8", "uint64"]);
    await as(made.certificates, made.meterOffice).publishHours(ZONE, day, tree.root);
    for (const [position, [index, account, hour, wattHours]] of leaves.entries()) {
      const leaf = { index, account, hour, wattHours };
      const id = (GRANULAR << 56n) | (ZONE << 40n) | (PHOTOVOLTAIC << 32n) | (day * 24n + hour);
      await expect(as(made.certificates, made.owners[0]).drawHour(ZONE, day, leaf, tree.getProof(position)))
        .to.emit(made.certificates, "CertificatesIssued")
        .withArgs(accountAt(0), made.owners[0].address, id, 300n);
      expect(await made.certificates.balanceOf(made.owners[0], id)).to.equal(300n);
    }
  });
});
