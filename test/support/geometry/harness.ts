import type { BaseContract, Signer } from "ethers";

import type { Place, Replot } from "../../../sdk/index.js";
import type { TypedContractMethod } from "../../../typechain-types/common.js";
import { deployDouble } from "../doubles.js";

/** `Tiling.Tiles`. */
export interface Tiles {
  readonly oldHashes: readonly string[];
  readonly newHashes: readonly string[];
  readonly areas: readonly bigint[];
}

/** `Geometry__Harness`: the libraries of the land's geometry behind external functions. */
export type GeometryHarness = BaseContract & {
  requireTiling: TypedContractMethod<[replot: Replot], [Tiles], "view">;
  memoryTaken: TypedContractMethod<[replot: Replot], [bigint], "view">;
  requireSimple: TypedContractMethod<[ring: string, cuts: string, outerCuts: string], [bigint], "view">;
  requireTriangles: TypedContractMethod<[ring: string, cuts: string], [bigint], "view">;
  requireCanonical: TypedContractMethod<[ring: string], [void], "view">;
  countOf: TypedContractMethod<[ring: string], [bigint], "view">;
  walkOf: TypedContractMethod<[ring: string], [bigint[]], "view">;
  surroundingsOf: TypedContractMethod<[ring: string], [bigint[]], "view">;
  contains: TypedContractMethod<[ring: string, place: Place], [boolean], "view">;
  tile: TypedContractMethod<[replot: Replot], [void], "nonpayable">;
  prove: TypedContractMethod<[ring: string, cuts: string, outerCuts: string], [void], "nonpayable">;
  meet: TypedContractMethod<[a: string, b: string, place: Place], [void], "nonpayable">;
  rest: TypedContractMethod<[], [void], "nonpayable">;
};

/** The number by which the harness calls a single ring. */
export const INDEX = 7n;

/** Deploys the harness. */
export const deployGeometry = (signer: Signer): Promise<GeometryHarness> =>
  deployDouble<GeometryHarness>("Geometry__Harness", signer);
