import { TypedDataEncoder } from "ethers";

import { InputError } from "../../errors.js";
import { requireUint } from "../../inputs/requireUint.js";
import type { Hex, TypedData } from "../../signing/types.js";
import type { ReplotTypedData } from "./replotTypedData.js";

const FIELDS = [
  { name: "replot", type: "bytes32" },
  { name: "id", type: "uint256" },
  { name: "number", type: "uint256" },
  { name: "heirs", type: "uint256" },
] as const;

/** Heirs are bits of one word. */
const MOST_HEIRS = 256;

/** What a holder signs whose encumbrance goes to some new parcels alone. */
export type NarrowTypedData = TypedData<
  { Narrow: (typeof FIELDS)[number][] },
  "Narrow",
  { readonly replot: Hex; readonly id: bigint; readonly number: bigint; readonly heirs: bigint }
>;

/**
 * What the holder of an encumbrance signs so that a replot carries it to some of the new parcels alone, or to none.
 * @param replot What the owners sign.
 * @param encumbrance The title that it lies on, and its number there.
 * @param heirs Places of the new parcels that keep it; none where it ends.
 * @throws InputError where a new parcel is not there, or stands beyond the 256th.
 */
export function narrowTypedData(
  replot: ReplotTypedData,
  encumbrance: { readonly id: bigint; readonly number: number },
  heirs: readonly number[],
): NarrowTypedData {
  const { types, message, domain } = replot;
  const most = Math.min(message.newIds.length, MOST_HEIRS);
  for (const heir of heirs) {
    if (!Number.isInteger(heir) || heir < 0 || heir >= most) {
      throw new InputError("heirs", heir, "is the place of no new parcel", `give 0 to ${most - 1}`);
    }
  }
  return {
    domain,
    types: { Narrow: [...FIELDS] },
    primaryType: "Narrow",
    message: {
      replot: TypedDataEncoder.hashStruct("Replot", types, message) as Hex,
      id: requireUint("id", encumbrance.id, 256),
      number: requireUint("number", BigInt(encumbrance.number), 12),
      heirs: heirs.reduce((bits, heir) => bits | (1n << BigInt(heir)), 0n),
    },
  };
}
