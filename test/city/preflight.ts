import { expect } from "chai";
import { concat, Wallet, type Provider } from "ethers";
import hre from "hardhat";

import { drawBlueprint } from "../../scripts/city/blueprint.js";
import { parseCityFile } from "../../scripts/city/cityFile.js";
import { preflight, PreflightError } from "../../scripts/city/preflight.js";
import { allRoles, deployer, goodCityFile, officeOf, openOffices, openWorkplace } from "../support/cities.js";
import { startAnvil } from "../support/chains.js";
import { allDomains, openEmbeddedChain } from "../support/embeddedCity.js";
import { harbour } from "../support/harbour.js";
import { openRpcProxy } from "../support/rpcProxy.js";

type EmbeddedChain = Awaited<ReturnType<typeof openEmbeddedChain>>;

const [firstOffice] = allRoles.filter(({ heldByContract }) => heldByContract).map(({ name }) => name);

describe("preflight", () => {
  const opened: EmbeddedChain[] = [];

  const openChain = async (...args: Parameters<typeof openEmbeddedChain>) => {
    const chain = await openEmbeddedChain(...args);
    opened.push(chain);
    await openOffices(chain.ethers.provider);
    return chain;
  };

  after(() => Promise.all(opened.map((chain) => chain.close())));

  const check = (provider: Provider, file: object = goodCityFile(), from = deployer) =>
    preflight(drawBlueprint(parseCityFile(file), from), provider);

  const problemsOf = async (found: Promise<unknown>): Promise<readonly string[]> => {
    try {
      await found;
    } catch (error) {
      if (error instanceof PreflightError) return error.problems;
      throw error;
    }
    throw new Error("preflight found nothing wrong");
  };

  it("passes on a chain with the P-256 precompile, without a note", async () => {
    const { ethers } = await openChain("osaka");
    const { chainId, hasP256, notes, balance } = await check(ethers.provider);
    expect({ chainId, hasP256, notes, balance }).to.deep.equal({
      chainId: 31337n,
      hasP256: true,
      notes: [],
      balance: 0n,
    });
  });

  it("passes on a chain without the P-256 precompile, with a note", async () => {
    const { ethers } = await openChain("prague");
    const { hasP256, notes } = await check(ethers.provider);
    expect(hasP256).to.equal(false);
    expect(notes).to.deep.equal([
      "the chain lacks the P-256 precompile (0x100): signatures of passkeys cost about 250,000 gas more",
    ]);
  });

  it("refuses a chain before Cancun and names what it lacks", async () => {
    const { ethers } = await openChain("shanghai");
    expect(await problemsOf(check(ethers.provider))).to.deep.equal([
      "hardfork: the chain lacks MCOPY (Cancun) and TSTORE (Cancun); Civitas needs Cancun, upgrade the chain's clients",
    ]);
  });

  it("refuses anvil before Cancun as a process; nothing is sent", async () => {
    const [chain, workplace] = await Promise.all([startAnvil({ hardfork: "shanghai" }), openWorkplace()]);
    const proxy = await openRpcProxy(chain.url);
    try {
      const { code, output } = await workplace.run("deploy", proxy.url);
      expect(code, output).to.equal(1);
      expect(output).to.include("hardfork: the chain lacks MCOPY (Cancun) and TSTORE (Cancun)");
      expect(proxy.forwarded()).to.equal(0);
    } finally {
      await Promise.all([proxy.close(), chain.stop(), workplace.close()]);
    }
  });

  it("refuses another chain than the city file's", async () => {
    const { ethers } = await openChain();
    expect(await problemsOf(check(ethers.provider, goodCityFile(8217)))).to.deep.equal([
      "chainId: the chain is 31337, the city file says 8217; connect to that chain or mend the file",
    ]);
  });

  it("refuses a block gas limit that holds no deployment", async () => {
    const { ethers } = await openChain("osaka", 7_999_999n);
    expect(await problemsOf(check(ethers.provider))).to.deep.equal([
      "block gas limit: 7999999 is too low; set at least 8000000",
    ]);
  });

  it("refuses a deployer key that was used for something else", async () => {
    const { ethers } = await openChain();
    const [used] = await ethers.getSigners();
    await (await used.sendTransaction({ to: used.address })).wait();
    const { factory } = drawBlueprint(parseCityFile(goodCityFile()), used.address);
    expect(await problemsOf(check(ethers.provider, goodCityFile(), used.address))).to.deep.equal([
      `deployer: ${used.address} has sent 1 transaction and none of them created a city (at ${factory}); use a fresh key`,
    ]);
  });

  it("takes a deployer key whose first transaction created the city", async () => {
    const { ethers, networkHelpers } = await openChain();
    const [ours] = await ethers.getSigners();
    const { factory } = drawBlueprint(parseCityFile(goodCityFile()), ours.address);
    await networkHelpers.setNonce(ours.address, 5);
    await networkHelpers.setCode(factory, "0x00");
    await check(ethers.provider, goodCityFile(), ours.address);
  });

  it("refuses an office without code, and one whose key only delegates to a contract (EIP-7702)", async () => {
    const { ethers, networkHelpers } = await openChain();
    const mend =
      "holds no contract on chain 31337; give the address of a multisignature wallet or a governor, this office is never one key";
    for (const code of ["0x", concat(["0xef0100", officeOf("somebody")])]) {
      await networkHelpers.setCode(officeOf(firstOffice), code);
      expect(await problemsOf(check(ethers.provider)), code).to.deep.equal([
        `offices.${firstOffice}: ${officeOf(firstOffice)} ${mend}`,
      ]);
    }
  });

  it("refuses an account that delegated by a transaction, as people do", async () => {
    const { ethers } = await openChain();
    const [delegate] = await ethers.getSigners();
    const authorization = await delegate.authorize({
      address: officeOf(firstOffice),
      nonce: (await delegate.getNonce()) + 1,
    });
    await (
      await delegate.sendTransaction({ to: delegate.address, authorizationList: [authorization] })
    ).wait();
    expect(await ethers.provider.getCode(delegate.address)).to.match(/^0xef0100/);
    const file = goodCityFile();
    file.offices[firstOffice] = [delegate.address];
    const [problem] = await problemsOf(check(ethers.provider, file));
    expect(problem).to.match(
      new RegExp(`^offices.${firstOffice}: ${delegate.address} holds no contract on chain 31337`),
    );
  });

  it("refuses an office of the deployer, whom the handover leaves no right", async () => {
    const { ethers } = await openChain();
    const file = parseCityFile(goodCityFile());
    const city = {
      ...file,
      offices: { ...file.offices, HARBOUR_MASTER: [officeOf("somebody"), deployer] },
      delays: { ...file.delays, HARBOUR_MASTER: 86_400 },
    };
    const blueprint = drawBlueprint(city, deployer, [...allDomains, harbour]);
    expect(await problemsOf(preflight(blueprint, ethers.provider))).to.deep.equal([
      `offices.HARBOUR_MASTER: ${deployer} is the deployer, who keeps no right; give another account, or deploy with another key`,
    ]);
  });

  it("refuses accounts whose keys everybody knows, on a real chain", async () => {
    const publicDeployer = "0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266";
    const publicOffice = "0xa0Ee7A142d267C1f36714E4a8F75612F20a79720";
    const chain = await hre.network.create({
      network: "default",
      chainType: "l1",
      override: { chainId: 8217 },
    });
    opened.push(chain);
    await openOffices(chain.ethers.provider);
    await chain.networkHelpers.setCode(publicOffice, "0x00");
    const file = goodCityFile(8217);
    file.offices[firstOffice] = [publicOffice];
    const ownKey = Wallet.createRandom().address;
    expect(await problemsOf(check(chain.ethers.provider, file, publicDeployer))).to.deep.equal([
      `deployer: the key of ${publicDeployer} is public (a test account); use one of your own`,
      `offices.${firstOffice}: the key of ${publicOffice} is public (a test account); use one of your own`,
    ]);
    await check(chain.ethers.provider, goodCityFile(8217), ownKey);
  });

  it("names every problem at once, one line each", async () => {
    const { ethers } = await openChain("osaka", 1_000_000n);
    const [used] = await ethers.getSigners();
    await (await used.sendTransaction({ to: used.address })).wait();
    const file = goodCityFile();
    file.offices[firstOffice] = [officeOf("nobody")];
    const problems = await problemsOf(check(ethers.provider, file, used.address));
    expect(problems.map((problem) => problem.slice(0, problem.indexOf(":")))).to.deep.equal([
      "block gas limit",
      "deployer",
      `offices.${firstOffice}`,
    ]);
    expect(problems.join("")).not.to.include("\n");
  });
});
