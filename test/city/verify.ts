import { expect } from "chai";
import { toBeHex } from "ethers";

import { drawBlueprint, roleIdOf, type Blueprint } from "../../scripts/city/blueprint.js";
import { placesOf } from "../../scripts/city/steps.js";
import { CityAuthority__factory } from "../../typechain-types/index.js";
import {
  deployer,
  fundDeployer,
  goodCityFile,
  officeOf,
  openOffices,
  openWorkplace,
  type Workplace,
} from "../support/cities.js";
import { startHardhatNode, type Chain } from "../support/chains.js";
import { COUNCIL_DELAY } from "../support/embeddedCity.js";
import { runCli } from "../support/processes.js";
import { openRpcProxy, type RpcProxy } from "../support/rpcProxy.js";

describe("city verify", () => {
  let chain: Chain;
  let proxy: RpcProxy;
  let workplace: Workplace;
  let blueprint: Blueprint;
  let snapshot: unknown;

  before(async function () {
    chain = await startHardhatNode();
    [proxy, workplace] = await Promise.all([openRpcProxy(chain.url), openWorkplace()]);
    await openOffices(chain.provider);
    await fundDeployer(chain.provider);
    const { code, output } = await workplace.run("deploy", chain.url);
    expect(code, output).to.equal(0);
    blueprint = drawBlueprint(workplace.city, deployer);
  });

  beforeEach(async () => {
    snapshot = await chain.provider.send("evm_snapshot", []);
    proxy.reset();
  });

  afterEach(() => chain.provider.send("evm_revert", [snapshot]));

  after(async () => {
    await Promise.all([proxy?.close(), chain?.stop(), workplace?.close()]);
  });

  /** Verifies without a key, as anybody can. */
  const verify = (cityPath = workplace.cityPath, deployments = workplace.folder) =>
    runCli(["city", "verify", "--network", "city", "--city", cityPath, "--deployments", deployments], {
      CITY_RPC_URL: proxy.url,
    });

  /** Lets an office act for itself, without its key. */
  const actAs = async (office: string, to: string, data: string) => {
    const { provider } = chain;
    await provider.send("hardhat_impersonateAccount", [officeOf(office)]);
    await provider.send("hardhat_setBalance", [officeOf(office), toBeHex(10n ** 18n)]);
    const hash = (await provider.send("eth_sendTransaction", [
      { from: officeOf(office), to, data },
    ])) as string;
    await provider.waitForTransaction(hash);
  };

  it("finds a deployed city as its file says, without a key and without a transaction", async () => {
    const { code, output } = await verify();
    expect(code, output).to.equal(0);
    expect(output).to.include(
      `${placesOf(blueprint).length} contracts, ${blueprint.roles.length} roles: all as the city file says`,
    );
    expect(proxy.forwarded()).to.equal(0);
  });

  it("tells a member too many, whom the council has appointed, and fails", async () => {
    const authority = CityAuthority__factory.createInterface();
    const address = blueprint.addressOf("CityAuthority");
    const somebody = officeOf("somebody");
    const grant = authority.encodeFunctionData("grantRole", [
      roleIdOf(blueprint.roles, "GUARDIAN"),
      somebody,
      0,
    ]);
    await actAs("COUNCIL", address, authority.encodeFunctionData("schedule", [address, grant, 0]));
    const pending = await verify();
    expect(pending.code, pending.output).to.equal(1);
    expect(pending.output).to.match(
      /^- pending act 0x[0-9a-f]{64}: found 0x\w{8} on 0x\w{40} by 0x\w{40}, /m,
    );

    await chain.provider.send("evm_increaseTime", [COUNCIL_DELAY]);
    await actAs("COUNCIL", address, grant);
    const { code, output } = await verify();
    expect(code, output).to.equal(1);
    expect(output.trim().split("\n").slice(1)).to.deep.equal([
      `- role GUARDIAN, member ${somebody}: found a member, delay 0 s, expected no member`,
      "1 difference between the city file and the chain",
    ]);
  });

  it("tells code that is not the build's, and fails", async () => {
    const { name, address } = placesOf(blueprint).at(-1)!;
    const code = await chain.provider.getCode(address);
    await chain.provider.send("hardhat_setCode", [address, `${code.slice(0, -2)}00`]);
    const ended = await verify();
    expect(ended.code, ended.output).to.equal(1);
    expect(ended.output).to.match(
      new RegExp(`^- ${name} at ${address}: code differs from the build \\(`, "m"),
    );
  });

  it("tells another delay than the city file's, and fails", async () => {
    const other = await openWorkplace({ ...goodCityFile(), delays: { COUNCIL: 96 * 3600 } });
    try {
      const { code, output } = await verify(other.cityPath);
      expect(code, output).to.equal(1);
      expect(output).to.include(
        `- role COUNCIL, delay of ${officeOf("COUNCIL")}: found 172800 s, expected 345600 s`,
      );
    } finally {
      await other.close();
    }
  });

  it("refuses a city file of another chain", async () => {
    const other = await openWorkplace(goodCityFile(8217));
    try {
      const { code, output } = await verify(other.cityPath);
      expect(code, output).to.equal(1);
      expect(output.trim()).to.equal(
        "chainId: the chain is 31337, the city file says 8217; connect to that chain",
      );
    } finally {
      await other.close();
    }
  });

  it("asks for the address book where there is none", async () => {
    const { code, output } = await verify(workplace.cityPath, "nowhere");
    expect(code, output).to.equal(1);
    expect(output.trim()).to.equal(
      "--deployments: no address book nowhere/31337.json; deploy first, or name the folder that holds it",
    );
  });
});
