import { stat } from "node:fs/promises";
import { join } from "node:path";

import { expect } from "chai";
import hre from "hardhat";

import { deployerKey, openWorkplace, type Workplace } from "../support/cities.js";
import { runCli } from "../support/processes.js";

describe("connecting to the network of a city", () => {
  let workplace: Workplace;

  before(async () => (workplace = await openWorkplace()));

  after(() => workplace.close());

  /** What a command says before it gives up. */
  const refusal = async (command: string, env: Record<string, string>) => {
    const { code, output } = await runCli(
      ["city", command, "--network", "city", "--city", workplace.cityPath],
      env,
    );
    expect(code, output).to.equal(1);
    return output.trim();
  };

  const nobody = "http://127.0.0.1:1/secret";

  for (const [title, command, env, expected] of [
    [
      "without the deployer's key",
      "deploy",
      { CITY_RPC_URL: nobody },
      "--network: city has no valid key; set CITY_DEPLOYER_KEY to the deployer's private key, 0x and 64 hexadecimal digits",
    ],
    [
      "with something else than a key, which is not repeated",
      "deploy",
      { CITY_RPC_URL: nobody, CITY_DEPLOYER_KEY: "0x1234" },
      "--network: city has no valid key; set CITY_DEPLOYER_KEY to the deployer's private key, 0x and 64 hexadecimal digits",
    ],
    [
      "without an address",
      "deploy",
      { CITY_DEPLOYER_KEY: deployerKey },
      "--network: city has no valid address; set CITY_RPC_URL to the one of the chain's node, such as http://127.0.0.1:8545",
    ],
    [
      "with something else than an address",
      "verify",
      { CITY_RPC_URL: "the node in the cellar" },
      "--network: city has no valid address; set CITY_RPC_URL to the one of the chain's node, such as http://127.0.0.1:8545",
    ],
    [
      "where nobody answers, to deploy; the path, which may be a secret, is not repeated",
      "deploy",
      { CITY_RPC_URL: nobody, CITY_DEPLOYER_KEY: deployerKey },
      "--network: no chain answers for city at http://127.0.0.1:1; start its node, or mend the address",
    ],
    [
      "where nobody answers, to verify, which needs no key",
      "verify",
      { CITY_RPC_URL: nobody },
      "--network: no chain answers for city at http://127.0.0.1:1; start its node, or mend the address",
    ],
  ] as const) {
    it(`says in one line what to do ${title}`, async () => {
      expect(await refusal(command, env)).to.equal(expected);
    });
  }

  it("does not write the typed bindings: another run reads them at that moment", async () => {
    const writtenAt = async () => {
      const { mtimeMs } = await stat(join(hre.config.paths.root, "typechain-types", "index.ts"));
      return mtimeMs;
    };
    const before = await writtenAt();
    await refusal("deploy", { CITY_RPC_URL: nobody, CITY_DEPLOYER_KEY: deployerKey });
    expect(await writtenAt()).to.equal(before);
  });
});
