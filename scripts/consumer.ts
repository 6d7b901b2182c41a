import assert from "node:assert/strict";
import { rmSync } from "node:fs";
import path from "node:path";

import { bundleSmallPage } from "./consumer/bundle.js";
import { compileCityHall } from "./consumer/cityHall.js";
import { contentProblems } from "./consumer/contents.js";
import { compileDapp, runDapp } from "./consumer/dapp.js";
import { makeEnergyAgain } from "./consumer/energy.js";
import { makeLandAgain } from "./consumer/land.js";
import { checkReceipt } from "./consumer/receipt.js";
import { recountRecords } from "./consumer/recount.js";
import { countSealedAgain } from "./consumer/sealed.js";
import { checkPeers, layOut } from "./consumer/workshop.js";
import { buildPackage } from "./package/build.js";
import { describeTarball, pack, type Tarball } from "./package/pack.js";

/** Runs one step and tells how long it took. */
async function step<T>(what: string, run: () => T | Promise<T>): Promise<T> {
  const start = performance.now();
  const result = await run();
  console.log(`ok  ${((performance.now() - start) / 1000).toFixed(1).padStart(5)} s  ${what}`);
  return result;
}

/** The same sources must make the same tarball, whenever and however often. */
function packTwice(root: string): Tarball {
  const [first, second] = [0, 1].map(() => {
    buildPackage(root, "dist/package");
    return pack("dist/package", "dist");
  });
  assert.equal(second.sha256, first.sha256, "the package differs when it is made again");
  return second;
}

const root = process.cwd();
const tarball = await step("the package is made, twice the same", () => packTwice(root));
console.log(`    ${describeTarball(tarball)}`);
const folder = await step("it is installed from its tarball", () => layOut(root, tarball.path));
try {
  await step("it holds nothing of the development", () => {
    assert.deepEqual(contentProblems(path.join(folder, "node_modules/civitas"), tarball.files), []);
  });
  await step("its peers are those of our lockfile", () => checkPeers(folder));
  await step("a dApp compiles under nodenext and bundler, wrong arguments are refused", () =>
    compileDapp(folder),
  );
  await step("the dApp pays through ethers and through viem", async () => {
    const [afterEthers, afterViem, refusal] = await runDapp(folder);
    assert.deepEqual([afterEthers, afterViem], ["12340000", "17340000"]);
    assert.match(refusal, /^amount: "1,000" has separators; /);
  });
  const bytes = await step("a page that uses one function is small", () => bundleSmallPage(folder));
  console.log(`    ${bytes} bytes to read an amount`);
  await step(
    "elections are recounted from their records in an empty folder, changed records are refused",
    async () => {
      const recounted = await recountRecords(root, tarball.path);
      assert.deepEqual(
        recounted.map(({ name, recount }) => [name, recount]),
        [
          [
            "budget.json",
            {
              outcome: "Adopted",
              adopted: [1, 2, 3],
              cast: { counts: 6, replaced: 2, refused: 4 },
              ballots: 12,
            },
          ],
          [
            "council.json",
            { outcome: "Adopted", adopted: [1], cast: { counts: 4, replaced: 0, refused: 2 }, ballots: 6 },
          ],
        ],
      );
      assert.ok(recounted.every(({ refusals }) => refusals.length === 5));
    },
  );
  await step(
    "a payment receipt is checked in an empty folder, with any byte changed it is refused",
    async () => {
      const { refused, bytes: length, ...shown } = await checkReceipt(root, tarball.path);
      const payer = "0x96320d98ea0071515397C972501719e6CB481ef7";
      assert.deepEqual(shown, { payer, amount: "100000000", due: "0", paidAt: "1895000000" });
      assert.equal(refused, 2 * length);
    },
  );
  await step("the land register's vectors are made again in an empty folder", async () => {
    const { made, all } = await makeLandAgain(root, tarball.path);
    assert.deepEqual(made, all);
  });
  await step("sealed ballots are opened, counted and made in an empty folder", async () => {
    assert.deepEqual(await countSealedAgain(root, tarball.path), {
      isContext: true,
      opened: [[2], [0], [2]],
      hints: 3,
      areSums: true,
      counts: [0, 2],
      isTally: true,
      sealed: [1],
      isCopyRefused: true,
    });
  });
  await step("the energy market's vectors are made again in an empty folder", async () => {
    const { made, all } = await makeEnergyAgain(root, tarball.path);
    assert.deepEqual(made, all);
  });
  await step("another Hardhat project builds contracts that import ours", () => compileCityHall(folder));
} finally {
  rmSync(folder, { recursive: true, force: true });
}
