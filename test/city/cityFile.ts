import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { Ajv2020 } from "ajv/dist/2020.js";
import { expect } from "chai";
import { getAddress, ZeroAddress } from "ethers";

import schema from "../../scripts/city/city.schema.json" with { type: "json" };
import { CityFileError, MAXIMUM_DELAY, parseCityFile, readCityFile } from "../../scripts/city/cityFile.js";
import { domainsOf, rolesOf, services } from "../../scripts/city/domains/index.js";
import {
  allRoles,
  fundDeployer,
  goodCityFile,
  officeOf,
  openOffices,
  openWorkplace,
} from "../support/cities.js";
import { startAnvil } from "../support/chains.js";
import { openRpcProxy } from "../support/rpcProxy.js";

const [first, second] = allRoles.filter(({ exclusionGroup }) => exclusionGroup === 1);
const delayed = allRoles.find(({ minimumDelay }) => minimumDelay > 0)!;
const roleList = allRoles.map(({ name }) => name).join(", ");
const account = officeOf(first.name);

type Changes = Record<string, unknown>;

/** A good file with some fields changed; `undefined` takes a field away. */
const fileWith = (changes: Changes): Changes =>
  Object.fromEntries(
    Object.entries({ ...goodCityFile(), ...changes }).filter(([, value]) => value !== undefined),
  );

const withOffices = (changes: Record<string, unknown>): Changes =>
  fileWith({
    offices: Object.fromEntries(
      Object.entries({ ...goodCityFile().offices, ...changes }).filter(([, value]) => value !== undefined),
    ),
  });

function problemsOf(json: unknown): readonly string[] {
  try {
    parseCityFile(json);
  } catch (error) {
    if (error instanceof CityFileError) return error.problems;
    throw error;
  }
  throw new Error("the city file was accepted");
}

/** Bad files that the schema itself refuses: what is wrong, the file, the problem told. */
const malformed: readonly [string, unknown, string][] = [
  ["no object", [], "the file: [] is not of type object; give one"],
  ...(["name", "chainId", "services", "offices"] as const).map((field): [string, unknown, string] => [
    `${field} missing`,
    fileWith({ [field]: undefined }),
    `${field}: missing; add it (${schema.properties[field].description})`,
  ]),
  ["name empty", fileWith({ name: "" }), 'name: "" is too short; give at least 1 characters'],
  [
    "name too long",
    fileWith({ name: "x".repeat(81) }),
    `name: "${"x".repeat(81)}" is too long; give at most 80 characters`,
  ],
  ["name no text", fileWith({ name: 7 }), "name: 7 is not of type string; give one"],
  ["chain no number", fileWith({ chainId: "31337" }), 'chainId: "31337" is not of type integer; give one'],
  ["chain no whole number", fileWith({ chainId: 1.5 }), "chainId: 1.5 is not of type integer; give one"],
  ["chain zero", fileWith({ chainId: 0 }), "chainId: 0 is out of range; give at least 1"],
  [
    "chain beyond numbers",
    fileWith({ chainId: 2 ** 53 }),
    "chainId: 9007199254740992 is out of range; give at most 9007199254740991",
  ],
  [
    "unknown field",
    fileWith({ mayor: "me" }),
    `mayor: unknown field; remove it (known: ${Object.keys(schema.properties).join(", ")})`,
  ],
  ["services no list", fileWith({ services: "land" }), 'services: "land" is not of type array; give one'],
  [
    "service twice",
    fileWith({ services: ["land", "land"] }),
    "services: entries 0 and 1 are the same; name each once",
  ],
  ["office empty", withOffices({ [first.name]: [] }), `offices.${first.name}: empty; name at least one`],
  [
    "office no list",
    withOffices({ [first.name]: account }),
    `offices.${first.name}: "${account}" is not of type array; give one`,
  ],
  [
    "account twice",
    withOffices({ [first.name]: [account, account] }),
    `offices.${first.name}: entries 0 and 1 are the same; name each once`,
  ],
  [
    "address too short",
    withOffices({ [first.name]: ["0x1234"] }),
    `offices.${first.name}[0]: "0x1234" is not an address: 0x and 40 hexadecimal digits`,
  ],
  [
    "a name for an address",
    withOffices({ [first.name]: ["council.eth"] }),
    `offices.${first.name}[0]: "council.eth" is not an address: 0x and 40 hexadecimal digits`,
  ],
  [
    "delay no number",
    fileWith({ delays: { [delayed.name]: "2 days" } }),
    `delays.${delayed.name}: "2 days" is not of type integer; give one`,
  ],
  [
    "delay negative",
    fileWith({ delays: { [delayed.name]: -1 } }),
    `delays.${delayed.name}: -1 is out of range; give at least 0`,
  ],
];

const wrongChecksum = `0x${account
  .slice(2)
  .replace(/[a-fA-F]/, (letter) =>
    letter === letter.toLowerCase() ? letter.toUpperCase() : letter.toLowerCase(),
  )}`;

/** Bad files of the right form. */
const contradictory: readonly [string, unknown, string][] = [
  [
    "ways of the original without identities",
    fileWith({ services: services.filter((service) => service !== "identity"), legacyIdentity: false }),
    "legacyIdentity: no service of this city has identities; remove it, or add the service identity",
  ],
  [
    "households' readings for everybody",
    fileWith({ readers: "public" }),
    'readers: "public"; the service energy puts readings of households on the chain: say "restricted" where only the city\'s readers can read it, or remove the service',
  ],
  [
    "households' readings for nobody knows whom",
    fileWith({ readers: undefined }),
    'readers: "public"; the service energy puts readings of households on the chain: say "restricted" where only the city\'s readers can read it, or remove the service',
  ],
  [
    "unknown service",
    fileWith({ services: [...services, "gossip"] }),
    `services: "gossip" is unknown; remove it (known: ${services.join(", ") || "none yet"})`,
  ],
  [
    "governance named as a service",
    fileWith({ services: ["governance"] }),
    `services: "governance" is part of every city; remove it (known: ${services.join(", ") || "none yet"})`,
  ],
  [
    "role without office",
    withOffices({ [first.name]: undefined }),
    `offices.${first.name}: missing; name at least one account`,
  ],
  [
    "unknown role",
    withOffices({ MAYOR: [account.replace(/.$/, "0").toLowerCase()] }),
    `offices.MAYOR: no role of this city's services; remove it (known: ${roleList})`,
  ],
  [
    "wrong checksum",
    withOffices({ [first.name]: [wrongChecksum] }),
    `offices.${first.name}[0]: ${wrongChecksum} has a wrong checksum; copy the address again, or write it in lower case`,
  ],
  [
    "zero address",
    withOffices({ [first.name]: [ZeroAddress] }),
    `offices.${first.name}[0]: ${ZeroAddress} is nobody; give the office's account`,
  ],
  [
    "account twice in other spellings",
    withOffices({ [first.name]: [account, account.toLowerCase()] }),
    `offices.${first.name}[1]: ${account.toLowerCase()} is named twice; name each account once`,
  ],
  [
    "one account in two exclusive roles",
    withOffices({ [second.name]: [account] }),
    `offices.${second.name}: ${account} also holds ${first.name}; give each of these roles its own account`,
  ],
  [
    "one account in two exclusive roles, in another spelling",
    withOffices({ [second.name]: [account.toLowerCase()] }),
    `offices.${second.name}: ${account.toLowerCase()} also holds ${first.name}; give each of these roles its own account`,
  ],
  [
    "delay too short",
    fileWith({ delays: { [delayed.name]: delayed.minimumDelay - 1 } }),
    `delays.${delayed.name}: ${delayed.minimumDelay - 1} s is too short; give at least ${delayed.minimumDelay}`,
  ],
  [
    "delay too long",
    fileWith({ delays: { [delayed.name]: MAXIMUM_DELAY + 1 } }),
    `delays.${delayed.name}: ${MAXIMUM_DELAY + 1} s is too long; give at most ${MAXIMUM_DELAY}`,
  ],
  [
    "delay of an unknown role",
    fileWith({ delays: { MAYOR: 1 } }),
    `delays.MAYOR: no role of this city's services; remove it (known: ${roleList})`,
  ],
];

describe("city file", () => {
  const conformsToSchema = new Ajv2020().compile(schema);

  it("is read with its defaults: checksummed addresses, and the minimum delay where none is given", () => {
    const file = goodCityFile();
    const lower = Object.entries(file.offices).map(([name, accounts]) => [
      name,
      accounts.map((address) => address.toLowerCase()),
    ]);
    const city = parseCityFile({
      ...file,
      $schema: "./city.schema.json",
      offices: Object.fromEntries(lower) as object,
      delays: { [delayed.name]: MAXIMUM_DELAY },
    });
    expect(city.chainId).to.equal(31337n);
    expect(city.offices).to.deep.equal(
      Object.fromEntries(allRoles.map(({ name }) => [name, [getAddress(officeOf(name))]])),
    );
    expect(city.delays).to.deep.equal(
      Object.fromEntries(
        allRoles.map(({ name, minimumDelay }) => [
          name,
          name === delayed.name ? MAXIMUM_DELAY : minimumDelay,
        ]),
      ),
    );
  });

  it("is read by everybody, unless it says otherwise", () => {
    expect(parseCityFile(goodCityFile()).readers).to.equal("restricted");
    const withoutEnergy = goodCityFile();
    const roles = rolesOf(domainsOf(services.filter((service) => service !== "energy"))).map(
      ({ name }) => name,
    );
    const file = {
      ...withoutEnergy,
      readers: undefined,
      services: services.filter((service) => service !== "energy"),
      offices: Object.fromEntries(roles.map((name) => [name, [officeOf(name)]])),
    };
    expect(parseCityFile(JSON.parse(JSON.stringify(file))).readers).to.equal("public");
  });

  it("has identities without the ways of the original, unless it asks for them", () => {
    expect(parseCityFile(goodCityFile()).legacyIdentity).to.equal(false);
    expect(parseCityFile(fileWith({ legacyIdentity: true })).legacyIdentity).to.equal(true);
  });

  it("that is good conforms to the published schema", () => {
    expect(conformsToSchema(goodCityFile())).to.equal(true);
    expect(conformsToSchema(fileWith({ delays: { [delayed.name]: delayed.minimumDelay } }))).to.equal(true);
  });

  describe("that is bad in form is refused, by the published schema too", () => {
    for (const [title, json, problem] of malformed) {
      it(title, () => {
        expect(problemsOf(json)).to.deep.equal([problem]);
        expect(problem).not.to.include("\n");
        expect(conformsToSchema(json)).to.equal(false);
      });
    }
  });

  describe("that contradicts itself or the services is refused", () => {
    for (const [title, json, problem] of contradictory) {
      it(title, () => {
        expect(problemsOf(json)).to.deep.equal([problem]);
        expect(problem).not.to.include("\n");
      });
    }
  });

  it("is refused with every problem at once", () => {
    const file = fileWith({ name: undefined, chainId: 0, mayor: "me" });
    expect(problemsOf(file).map((problem) => problem.split(":")[0])).to.have.members([
      "name",
      "chainId",
      "mayor",
    ]);
  });

  describe("as a file", () => {
    let folder: string;

    before(async () => (folder = await mkdtemp(join(tmpdir(), "civitas-"))));

    after(() => rm(folder, { recursive: true }));

    const refusal = async (path: string): Promise<readonly string[]> => {
      try {
        await readCityFile(path);
      } catch (error) {
        if (error instanceof CityFileError) return error.problems;
        throw error;
      }
      throw new Error("the city file was accepted");
    };

    it("is read", async () => {
      const path = join(folder, "good.json");
      await writeFile(path, JSON.stringify(goodCityFile()));
      expect(await readCityFile(path)).to.deep.equal(parseCityFile(goodCityFile()));
      expect(JSON.parse(await readFile(path, "utf8"))).to.deep.equal(goodCityFile());
    });

    it("that was not named is asked for", async () => {
      expect(await refusal("")).to.deep.equal([
        "--city: missing; give the path of a city file, such as --city cities/mine.json",
      ]);
    });

    it("that is not there, or is a folder, is named", async () => {
      for (const path of [join(folder, "nothing.json"), folder]) {
        expect(await refusal(path)).to.deep.equal([
          `--city: "${path}" cannot be read; give the path of an existing JSON file`,
        ]);
      }
    });

    it("that is not JSON is told in one line, however many it has", async () => {
      const path = join(folder, "broken.json");
      for (const text of ['{\n  "name": "x",\n  oops\n}', "", "name: x\n", '{"name": "x"']) {
        await writeFile(path, text);
        const [problem, ...more] = await refusal(path);
        expect(more).to.deep.equal([]);
        expect(problem).to.match(/^not JSON \(.+\); mend the syntax$/);
      }
    });
  });

  it("that is bad stops a deployment before anything is sent", async () => {
    const [chain, workplace] = await Promise.all([startAnvil(), openWorkplace()]);
    const proxy = await openRpcProxy(chain.url);
    try {
      await openOffices(chain.provider);
      await fundDeployer(chain.provider);
      await writeFile(workplace.cityPath, JSON.stringify(withOffices({ [second.name]: [account] })));
      const { code, output } = await workplace.run("deploy", proxy.url);
      expect(code, output).to.equal(1);
      expect(output.trim().split("\n")).to.deep.equal([
        `City file ${workplace.cityPath}:`,
        `  - offices.${second.name}: ${account} also holds ${first.name}; give each of these roles its own account`,
      ]);
      expect(proxy.forwarded()).to.equal(0);
    } finally {
      await Promise.all([proxy.close(), chain.stop(), workplace.close()]);
    }
  });
});
