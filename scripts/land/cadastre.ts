import { getAddress, isAddress, ZeroAddress } from "ethers";

import {
  InputError,
  parcelId,
  type Projection,
  readGeoJson,
  type Ring,
  type SurveyedParcel,
  surveyCadastre,
  type SurveyFault,
} from "../../sdk/index.js";
import { readJson } from "./inputs.js";

/** A cadastre's file, surveyed. */
export interface Cadastre {
  readonly parcels: readonly SurveyedParcel[];
  readonly faults: readonly SurveyFault[];
  /** The properties of each feature, by its number. */
  readonly properties: readonly Readonly<Record<string, unknown>>[];
}

/** Reads and surveys a GeoJSON file: geometry, and the spelling of references. */
export async function readCadastre(
  path: string,
  { reference, projection, outline }: { reference: string; projection?: Projection; outline?: Ring },
): Promise<Cadastre> {
  const collection = await readJson("file", path);
  const { parcels, faults } = readGeoJson(collection, { reference, projection });
  const survey = surveyCadastre(parcels, outline);
  const { features } = collection as { features?: { properties?: Record<string, unknown> | null }[] | null };
  return {
    parcels: survey.parcels,
    faults: [...faults, ...parcels.flatMap(spellingFault), ...survey.faults],
    properties: (features ?? []).map((feature) => feature.properties ?? {}),
  };
}

function spellingFault({
  feature,
  reference,
  parts,
}: Pick<SurveyedParcel, "feature" | "reference" | "parts">): SurveyFault[] {
  try {
    parcelId(reference);
    return [];
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    return [
      {
        kind: "reference",
        features: [feature],
        place: parts[0]?.outer[0],
        message: `${reference} ${error.problem}`,
      },
    ];
  }
}

/** The owners of parcels, from a property of their features. */
export function ownersOf(
  { parcels, properties }: Cadastre,
  property: string,
): { readonly owners: ReadonlyMap<number, string>; readonly faults: readonly SurveyFault[] } {
  const owners = new Map<number, string>();
  const faults: SurveyFault[] = [];
  for (const { feature, parts } of parcels) {
    const value = properties[feature]?.[property];
    if (typeof value === "string" && isAddress(value) && getAddress(value) !== ZeroAddress) {
      owners.set(feature, getAddress(value));
    } else {
      faults.push({
        kind: "feature",
        features: [feature],
        place: parts[0].outer[0],
        message: `has no account in its property ${JSON.stringify(property)}`,
      });
    }
  }
  return { owners, faults };
}
