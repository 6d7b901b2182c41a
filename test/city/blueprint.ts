import { expect } from "chai";
import { encodeBytes32String, getCreateAddress } from "ethers";
import hre from "hardhat";

import {
  checkersOf,
  create3Address,
  drawBlueprint,
  factoryInitCode,
  roleIdOf,
} from "../../scripts/city/blueprint.js";
import { parseCityFile } from "../../scripts/city/cityFile.js";
import { domainsOf, rolesOf } from "../../scripts/city/domains/index.js";
import { CityFactory__factory } from "../../typechain-types/index.js";
import { allRoles, deployer, goodCityFile, officeOf } from "../support/cities.js";

describe("blueprint", () => {
  const blueprint = drawBlueprint(parseCityFile(goodCityFile()), deployer);

  for (const chainId of [1, 31337, 8217, 2 ** 53 - 1]) {
    it(`foretells every address that the factory computes, on chain ${chainId}`, async () => {
      const { ethers, close } = await openChain(chainId);
      const [signer] = await ethers.getSigners();
      const factory = getCreateAddress({ from: signer.address, nonce: 0 });
      await (await signer.sendTransaction({ data: await factoryInitCode() })).wait();
      const contract = CityFactory__factory.connect(factory, ethers.provider);
      for (const service of ["CityAuthority", "x", "A name of thirty-one characters"]) {
        for (const version of [1, 2, 4_294_967_295]) {
          expect(
            create3Address(factory, BigInt(chainId), service, version),
            `${service}, version ${version}`,
          ).to.equal(await contract.addressOf(encodeBytes32String(service), version));
        }
      }
      await close();
    });
  }

  it("places the factory at the deployer's first address, and every contract at one of its own", () => {
    expect(blueprint.factory).to.equal(getCreateAddress({ from: deployer, nonce: 0 }));
    expect(blueprint.addressOf("CityFactory")).to.equal(blueprint.factory);
    const addresses = ["CityFactory", ...blueprint.contracts.map(({ name }) => name)].map(
      blueprint.addressOf,
    );
    expect(new Set(addresses).size).to.equal(addresses.length);
  });

  it("depends on the deployer and the chain, not on the city's name or offices", () => {
    const { name } = blueprint.contracts[0];
    const addressIn = (changes: object, from = deployer) =>
      drawBlueprint(parseCityFile({ ...goodCityFile(), ...changes }), from).addressOf(name);
    expect(addressIn({ name: "Elsewhere", delays: { COUNCIL: 200_000 } })).to.equal(
      blueprint.addressOf(name),
    );
    expect(addressIn({ chainId: 8217 })).not.to.equal(blueprint.addressOf(name));
    expect(addressIn({}, officeOf("somebody"))).not.to.equal(blueprint.addressOf(name));
  });

  it("sets up each role with its holders and their delays", () => {
    expect(blueprint.roleSetups).to.deep.equal(
      allRoles.map((role) => ({
        id: role.id,
        label: role.name,
        admin: roleIdOf(allRoles, role.admin),
        guardian: roleIdOf(allRoles, role.guardian),
        minimumDelay: role.minimumDelay,
        exclusionGroup: role.exclusionGroup,
        holders: [{ account: officeOf(role.name), executionDelay: role.minimumDelay }],
      })),
    );
  });

  it("names the identities' registry as the token's checker where the city has both", () => {
    const withServices = (...services: string[]) => {
      const { token, ...file } = { ...goodCityFile(), landMode: undefined };
      const chosen = services.includes("payments") ? { ...file, token } : file;
      const roles = rolesOf(domainsOf(services)).map(({ name }) => name);
      const offices = Object.fromEntries(roles.map((name) => [name, [officeOf(name)]]));
      return checkersOf(drawBlueprint(parseCityFile({ ...chosen, services, offices }), deployer));
    };
    expect(withServices("identity", "payments")).to.deep.include({
      holder: "CityToken",
      question: encodeBytes32String("RECOVERY"),
      checker: "DIDRegistry",
    });
    expect(withServices("identity")).to.deep.equal([]);
    expect(withServices("payments")).to.deep.equal([]);
  });

  it("names what it knows when asked for something else", () => {
    const known = ["CityFactory", ...blueprint.contracts.map(({ name }) => name)].join(", ");
    expect(() => blueprint.addressOf("TownHall")).to.throw(
      `TownHall: this city has no such contract; known are ${known}`,
    );
    expect(() => roleIdOf(allRoles, "MAYOR")).to.throw(
      `role MAYOR: not in the tables; known are ${allRoles.map(({ name }) => name).join(", ")}`,
    );
  });
});

async function openChain(chainId: number) {
  const chain = await hre.network.create({ network: "default", chainType: "l1", override: { chainId } });
  return { ethers: chain.ethers, close: () => chain.close() };
}
