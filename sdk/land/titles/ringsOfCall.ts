import { dataSlice, Interface, type Result } from "ethers";

import type { Hex } from "../../signing/types.js";
import { decodeRing } from "../decodeRing.js";
import { ringHash } from "../ringHash.js";
import { unpackRings } from "../unpackRings.js";
import type { Ring } from "../vertex.js";

const PLOT = "(uint256 id, address owner)";
const TILING = "(bytes oldRings, bytes newRings, bytes cuts, bytes seams) tiling";
const CARRY = "(uint256 number, uint256 heirs, bytes signature)";
const OLD = `(uint256 id, (address holder, bytes signature)[] consents, ${CARRY}[] carries)`;

/** The calls of `LandRegistry` that hold rings. */
const CALLS = new Interface([
  `function registerProven(${PLOT} plot, bytes ring, bytes cuts, bytes outerCuts, bytes32 documentHash)`,
  `function registerSection(${PLOT}[] plots, ${TILING}, bytes cuts, bytes outerCuts, bytes32 documentHash)`,
  `function replot(${OLD}[] olds, (uint256 id, uint256 continues)[] news, ${TILING}, bytes32 documentHash, uint256 deadline)`,
  "function rectifyBoundary(uint256 id, bytes ring, bytes cuts, bytes outerCuts, bytes32 orderHash)",
  "function proveOverlap(uint256 id, bytes ring, uint256 otherId, bytes otherRing, (int256 x, int256 y, uint256 denominator) place)",
]);

/**
 * The rings that a transaction brought to the register, by their hash: also where a wallet, or the city's authority,
 * passed the call on. Whoever knows a boundary's hash knows whether a ring is its own.
 * @param data The transaction's data.
 */
export function ringsOfCall(data: string): ReadonlyMap<Hex, Ring> {
  const rings = CALLS.fragments.flatMap((fragment) => {
    const call = fragment.type === "function" ? CALLS.getFunction(fragment.format("sighash")) : null;
    return call === null
      ? []
      : placesOf(call.selector, data).flatMap((place) => ringsIn(dataSlice(data, place)));
  });
  return new Map(rings.map((ring) => [ringHash(ring), ring]));
}

/** Where a selector stands in the data, in bytes. */
function placesOf(selector: string, data: string): number[] {
  const wanted = selector.slice(2);
  const places: number[] = [];
  for (let at = data.indexOf(wanted, 2); at !== -1; at = data.indexOf(wanted, at + 1)) {
    if (at % 2 === 0) places.push(at / 2 - 1);
  }
  return places;
}

/** The rings of a call; none where the selector stood there by chance. */
function ringsIn(call: string): readonly Ring[] {
  try {
    const args = CALLS.parseTransaction({ data: call })?.args.toObject() ?? {};
    const packed = (args.tiling as Result | undefined)?.getValue("newRings") as string | undefined;
    const single = [args.ring, args.otherRing].filter((ring) => ring !== undefined) as string[];
    return [...single.map(decodeRing), ...(packed === undefined ? [] : unpackRings(packed))];
  } catch {
    return [];
  }
}
