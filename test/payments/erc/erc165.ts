import { expect } from "chai";
import {
  type BaseContract,
  dataSlice,
  type Fragment,
  id,
  Interface,
  type InterfaceAbi,
  toBeHex,
} from "ethers";

/** A contract, and the interfaces that it should claim: the functions of each, without those it inherits. */
export interface IntrospectiveSubject {
  readonly contract: BaseContract & { supportsInterface(id: string): Promise<boolean> };
  readonly claims: Readonly<Record<string, readonly string[]>>;
}

/** Identifier of an interface: its selectors, combined. */
export const identifierOf = (signatures: readonly string[]): string =>
  toBeHex(
    signatures.map((signature) => selectorOf(signature)).reduce((left, right) => left ^ right, 0n),
    4,
  );

/** Signatures of an ABI's functions, without those of the interfaces that it inherits. */
export function functionsOf(abi: InterfaceAbi, inherited: readonly InterfaceAbi[] = []): string[] {
  const known = new Set(inherited.flatMap((other) => signaturesIn(other)));
  return signaturesIn(abi).filter((signature) => !known.has(signature));
}

function signaturesIn(abi: InterfaceAbi): string[] {
  return Interface.from(abi)
    .fragments.filter(({ type }: Fragment) => type === "function")
    .map((fragment) => fragment.format("sighash"));
}

const selectorOf = (signature: string): bigint => BigInt(dataSlice(id(signature), 0, 4));

/** ERC-165: every claim is true, and nothing else is claimed. */
export function behavesLikeERC165(given: () => Promise<IntrospectiveSubject>): void {
  describe("ERC-165", function () {
    it("claims ERC-165 itself and never 0xffffffff", async function () {
      const { contract } = await given();
      expect(await contract.supportsInterface("0x01ffc9a7")).to.equal(true);
      expect(await contract.supportsInterface("0xffffffff")).to.equal(false);
    });

    it("claims each interface, and has each of its functions", async function () {
      const { contract, claims } = await given();
      for (const [name, signatures] of Object.entries(claims)) {
        expect(await contract.supportsInterface(identifierOf(signatures)), name).to.equal(true);
        for (const signature of signatures) {
          expect(contract.interface.getFunction(signature), `${name}: ${signature}`).to.not.equal(null);
        }
      }
    });

    it("claims nothing else: no single function, and no identifier one bit off", async function () {
      const { contract, claims } = await given();
      const claimed = new Set(["0x01ffc9a7", ...Object.values(claims).map(identifierOf)]);
      const others = [
        "0x00000000",
        ...contract.interface.fragments
          .filter(({ type }) => type === "function")
          .map((fragment) => identifierOf([fragment.format("sighash")])),
        ...[...claimed].flatMap((identifier) =>
          Array.from({ length: 32 }, (_, bit) => toBeHex(BigInt(identifier) ^ (1n << BigInt(bit)), 4)),
        ),
      ].filter((identifier) => !claimed.has(identifier));
      for (const identifier of others) {
        expect(await contract.supportsInterface(identifier), identifier).to.equal(false);
      }
    });
  });
}
