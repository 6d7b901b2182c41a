import { ZeroAddress } from "ethers";

import {
  AccountBooks__factory,
  DeviceSignatures__factory,
  EnergyCertificates__factory,
  EnergyMarket__factory,
  IEnergyCertificates__factory,
  IMarketAccounts__factory,
  IMarketZones__factory,
  IMeterDevices__factory,
  IMeterGateways__factory,
  ISettlements__factory,
  IStandingOrders__factory,
  MeterRegistry__factory,
  OrderBooks__factory,
  Settlements__factory,
} from "../../../typechain-types/index.js";
import type { Blueprint } from "../blueprint.js";
import type { ContractRow, Domain, Expectation } from "../domain.js";
import { interfaceId } from "../interfaceId.js";

const HOUR = 3600;

/** Whoever sets prices and spends guarantee funds registers no meter. */
const METERING = 4;

/** Rights that MeterRegistry publishes. */
const LIST = 1n << 0n;
const COMMIT = 1n << 1n;

/** The right that EnergyMarket publishes. */
const DRAW = 1n << 0n;

/** The libraries that the contracts are linked to, as their factories name them. */
const SIGNATURES = "project/contracts/energy/libraries/DeviceSignatures.sol:DeviceSignatures";
const ACCOUNTS = "project/contracts/energy/market/AccountBooks.sol:AccountBooks";
const ORDERS = "project/contracts/energy/market/OrderBooks.sol:OrderBooks";
const SETTLEMENTS = "project/contracts/energy/market/Settlements.sol:Settlements";

const libraryRow = (name: string, initCode: () => Promise<string>): ContractRow => ({
  name,
  version: 1,
  interfaceId: "0x00000000",
  knowsNoAuthority: true,
  initCode,
  expectations: () => [],
});

/** A contract's EIP-712 domain, read as one line. */
const domainExpectation = (
  name: "MeterRegistry" | "EnergyMarket",
  { addressOf, city }: Blueprint,
): Expectation => ({
  what: `${name}.eip712Domain`,
  expected: `Civitas ${name} 1 ${city.chainId} ${addressOf(name)}`,
  read: async (provider) => {
    const factory = name === "MeterRegistry" ? MeterRegistry__factory : EnergyMarket__factory;
    const domain = await factory.connect(addressOf(name), provider).eip712Domain();
    return `${domain.name} ${domain.version} ${domain.chainId} ${domain.verifyingContract}`;
  },
});

/** Energy: the register of meters, the market of neighbours, and certificates of what was fed in. */
export const energy: Domain = {
  name: "energy",
  roles: [
    {
      name: "ENERGY_HEAD",
      id: 17n,
      admin: "COUNCIL",
      guardian: "COUNCIL",
      minimumDelay: 24 * HOUR,
      exclusionGroup: METERING,
      heldByContract: true,
      may: "open zones of the energy market, set tariffs of days to come, spend guarantee funds, and appoint the offices of meters and grid",
      mayNever: "act at once, change a day that has begun, or touch a household's money",
    },
    {
      name: "METER_OFFICE",
      id: 15n,
      admin: "ENERGY_HEAD",
      guardian: "ENERGY_HEAD",
      minimumDelay: 0,
      exclusionGroup: METERING,
      heldByContract: false,
      may: "register and stop meters and gateways, note calibrations, and publish the hours of certificates",
      mayNever: "move a meter or a bond, or set a price",
    },
    {
      name: "GRID_OPERATOR",
      id: 16n,
      admin: "ENERGY_HEAD",
      guardian: "ENERGY_HEAD",
      minimumDelay: 0,
      exclusionGroup: 0,
      heldByContract: false,
      may: "name the machines that settle, set the credit of households within a cap, and serve households before price",
      mayNever: "set a tariff, or touch a reading, an order or money",
    },
  ],
  contracts: [
    libraryRow(
      "DeviceSignatures",
      async () => (await new DeviceSignatures__factory().getDeployTransaction()).data,
    ),
    {
      name: "MeterRegistry",
      version: 1,
      interfaceId: interfaceId([...IMeterDevices__factory.abi, ...IMeterGateways__factory.abi]),
      initCode: async ({ addressOf, city }) => {
        const links = { [SIGNATURES]: addressOf("DeviceSignatures") };
        return (
          await new MeterRegistry__factory(links).getDeployTransaction(
            addressOf("CityAuthority"),
            addressOf("CityToken"),
            city.offices.COUNCIL[0],
            ZeroAddress,
          )
        ).data;
      },
      expectations: (blueprint) => {
        const { addressOf, city } = blueprint;
        const at = addressOf("MeterRegistry");
        return [
          {
            what: "MeterRegistry.token",
            expected: addressOf("CityToken"),
            read: (provider) => MeterRegistry__factory.connect(at, provider).token(),
          },
          {
            what: "MeterRegistry.slashReceiver",
            expected: city.offices.COUNCIL[0],
            read: (provider) => MeterRegistry__factory.connect(at, provider).slashReceiver(),
          },
          {
            what: "MeterRegistry.predecessor",
            expected: ZeroAddress,
            read: (provider) => MeterRegistry__factory.connect(at, provider).predecessor(),
          },
          domainExpectation("MeterRegistry", blueprint),
        ];
      },
    },
    libraryRow("AccountBooks", async () => (await new AccountBooks__factory().getDeployTransaction()).data),
    libraryRow("OrderBooks", async () => (await new OrderBooks__factory().getDeployTransaction()).data),
    libraryRow("Settlements", async () => (await new Settlements__factory().getDeployTransaction()).data),
    {
      name: "EnergyMarket",
      version: 1,
      interfaceId: interfaceId([
        ...IMarketZones__factory.abi,
        ...IMarketAccounts__factory.abi,
        ...IStandingOrders__factory.abi,
        ...ISettlements__factory.abi,
      ]),
      initCode: async ({ addressOf }) => {
        const links = {
          [ACCOUNTS]: addressOf("AccountBooks"),
          [ORDERS]: addressOf("OrderBooks"),
          [SETTLEMENTS]: addressOf("Settlements"),
        };
        return (
          await new EnergyMarket__factory(links).getDeployTransaction(
            addressOf("CityAuthority"),
            addressOf("CityToken"),
            addressOf("MeterRegistry"),
            ZeroAddress,
          )
        ).data;
      },
      expectations: (blueprint) => {
        const { addressOf } = blueprint;
        const at = addressOf("EnergyMarket");
        return [
          {
            what: "EnergyMarket.token",
            expected: addressOf("CityToken"),
            read: (provider) => EnergyMarket__factory.connect(at, provider).token(),
          },
          {
            what: "EnergyMarket.meters",
            expected: addressOf("MeterRegistry"),
            read: (provider) => EnergyMarket__factory.connect(at, provider).meters(),
          },
          {
            what: "EnergyMarket.predecessor",
            expected: ZeroAddress,
            read: (provider) => EnergyMarket__factory.connect(at, provider).predecessor(),
          },
          domainExpectation("EnergyMarket", blueprint),
        ];
      },
    },
    {
      name: "EnergyCertificates",
      version: 1,
      interfaceId: interfaceId(IEnergyCertificates__factory.abi),
      initCode: async ({ addressOf }) =>
        (
          await new EnergyCertificates__factory().getDeployTransaction(
            addressOf("CityAuthority"),
            addressOf("EnergyMarket"),
            ZeroAddress,
          )
        ).data,
      expectations: ({ addressOf }) => {
        const at = addressOf("EnergyCertificates");
        return [
          {
            what: "EnergyCertificates.market",
            expected: addressOf("EnergyMarket"),
            read: (provider) => EnergyCertificates__factory.connect(at, provider).market(),
          },
          {
            what: "EnergyCertificates.predecessor",
            expected: ZeroAddress,
            read: (provider) => EnergyCertificates__factory.connect(at, provider).predecessor(),
          },
        ];
      },
    },
  ],
  functions: [
    ...[
      "register((uint160,bool,uint16,uint8,uint32,address,uint16)[])",
      "setCalibration(uint32,uint16,bytes32)",
      "stop(uint32,bytes32)",
      "replaceKey(uint32,uint160,bool)",
      "registerGateway(address,uint160,bool)",
      "assignGateway(uint16,uint32)",
      "stopGateway(uint32)",
    ].map((signature) => ({ contract: "MeterRegistry", signature, role: "METER_OFFICE" })),
    ...[
      "openZone(uint16,(uint8,uint8,bool,address,uint64,address[3]),(uint24,uint24,uint24[3],uint16))",
      "setTariff(uint16,(uint24,uint24,uint24[3],uint16))",
      "withdrawFund(uint16,address,uint64)",
    ].map((signature) => ({ contract: "EnergyMarket", signature, role: "ENERGY_HEAD" })),
    ...["setOperator(address,bool)", "setCreditLimit(uint32,uint64)", "setPriority(uint32,uint16)"].map(
      (signature) => ({ contract: "EnergyMarket", signature, role: "GRID_OPERATOR" }),
    ),
    { contract: "EnergyMarket", signature: "freezeByOrder(uint32,uint64,bytes32)", role: "COURT_FREEZE" },
    {
      contract: "EnergyCertificates",
      signature: "publishHours(uint16,uint16,bytes32)",
      role: "METER_OFFICE",
    },
    ...["MeterRegistry", "EnergyMarket"].flatMap((contract) =>
      ["announceAgent(address,uint96)", "announceChecker(bytes32,address)"].map((signature) => ({
        contract,
        signature,
        role: "COUNCIL",
      })),
    ),
    ...["MeterRegistry", "EnergyMarket", "EnergyCertificates"].map((contract) => ({
      contract,
      signature: "retire(address)",
      role: "COUNCIL",
    })),
  ],
  openFunctions: [
    ...[
      ["rotateKey(uint32,uint160,bool,uint40,bytes)", "anyone with the old key's signature"],
      ["transferDevice(uint32,address)", "the device's owner"],
      ["transferBySignature(uint32,address,uint40,bytes)", "anyone with the owner's signature"],
      ["list(uint32,uint16,uint16,uint16)", "an agent with LIST"],
      ["endListing(uint32,uint16)", "an agent with LIST"],
      ["takeOver(uint32)", "anyone, from the retired predecessor"],
      ["addBond(uint32,uint64)", "anyone, with own tokens"],
      ["giveBondNotice(uint32)", "the gateway's owner"],
      ["releaseBond(uint32)", "the gateway's owner, after the notice"],
      [
        "commit(uint16,uint32,uint16,uint16,bytes32,bytes)",
        "an agent with COMMIT, with the gateway's signature",
      ],
      [
        "reportContradiction((uint16,uint32,uint16,uint16,uint32),bytes,uint32,uint32,int24,bytes)",
        "anyone with the device's signature",
      ],
      ["answerContradiction(uint32,uint32,uint32,int24,bytes)", "anyone with the device's signature"],
      ["slash(uint32,uint32,uint32,int24)", "anyone, once nobody has answered in time"],
      ["withdrawSignature(bytes32)", "the signer itself"],
    ].map(([signature, guard]) => ({ contract: "MeterRegistry", signature, guard })),
    ...[
      ["addToFund(uint16,uint64)", "anyone, with own tokens"],
      ["addToUtility(uint16,uint64)", "anyone, with own tokens"],
      ["withdrawUtility(uint16,address,uint64)", "the zone's utility, above its reserve"],
      ["payFees(uint16,uint8)", "anyone; the level's payee gets them"],
      ["join(uint32,uint16)", "the owner of a calibrated meter"],
      ["close(uint32)", "the account's owner"],
      ["deposit(uint32,uint64)", "anyone, with own tokens"],
      ["depositWithPermit(uint32,uint64,uint256,bytes)", "anyone, with own tokens and own permit"],
      [
        "depositWithAuthorization(uint32,address,uint64,uint256,uint256,bytes32,bytes)",
        "anyone with the payer's authorisation for the account",
      ],
      ["withdraw(uint32,address,uint64)", "the account's owner, what is free"],
      ["drawCertificates(uint32,uint256)", "an agent with DRAW"],
      ["takeOver(uint32,uint32)", "the account's owner, from the retired predecessor"],
      ["giveOrder(uint32,(uint24,uint24,uint24,uint24),uint16)", "the account's owner"],
      [
        "giveOrderBySignature(uint32,(uint24,uint24,uint24,uint24),uint16,uint16,uint40,bytes)",
        "anyone with the owner's signature",
      ],
      ["giveOneOff(uint32,(uint24,uint24,uint24,uint24),uint32,uint32)", "the account's owner"],
      [
        "giveOneOffBySignature(uint32,(uint24,uint24,uint24,uint24),uint32,uint32,uint16,uint40,bytes)",
        "anyone with the owner's signature",
      ],
      [
        "settle(uint16,uint32,bytes,bytes,bytes)",
        "an operator, anyone after the deadline; the gateway's signature and the proof of the clearing",
      ],
      [
        "correct((uint16,uint32,bytes,bytes,bytes),bytes,bytes)",
        "anyone with the gateway's signature, for seven days",
      ],
      ["withdrawSignature(bytes32)", "the signer itself"],
    ].map(([signature, guard]) => ({ contract: "EnergyMarket", signature, guard })),
    ...[
      ["draw(uint32,uint256)", "the account's owner, metered surplus"],
      [
        "drawHour(uint16,uint16,(uint32,uint32,uint8,uint64),bytes32[])",
        "the account's owner, metered surplus with a proof",
      ],
      ["retireCertificates(uint256,uint256,address,bytes32)", "the holder"],
      ["swap(uint256)", "a holder of the retired predecessor"],
      ["safeTransferFrom(address,address,uint256,uint256,bytes)", "the holder, or whom it has approved"],
      [
        "safeBatchTransferFrom(address,address,uint256[],uint256[],bytes)",
        "the holder, or whom it has approved",
      ],
      ["setApprovalForAll(address,bool)", "the holder"],
    ].map(([signature, guard]) => ({ contract: "EnergyCertificates", signature, guard })),
    ...["MeterRegistry", "EnergyMarket", "EnergyCertificates"].flatMap((contract) => [
      { contract, signature: "handOver(bytes32)", guard: "the successor of the retired contract" },
      { contract, signature: "setAuthority(address)", guard: "the authority itself" },
    ]),
  ],
  agents: [
    { holder: "MeterRegistry", agent: "EnergyMarket", rights: LIST | COMMIT },
    { holder: "EnergyMarket", agent: "EnergyCertificates", rights: DRAW },
  ],
  checkers: [],
};
