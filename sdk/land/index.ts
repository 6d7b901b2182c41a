export { buildReplot, type Replot } from "./buildReplot.js";
export { canonicalRing } from "./canonicalRing.js";
export { decodeRing } from "./decodeRing.js";
export { encodeRing } from "./encodeRing.js";
export { findOverlap } from "./findOverlap.js";
export { findSeams, type Seam } from "./findSeams.js";
export { isInside } from "./isInside.js";
export { packRings } from "./packRings.js";
export type { Parcel, Projection, SurveyFault } from "./parcel.js";
export { partsOfRing } from "./partsOfRing.js";
export { proveSimple, type SimpleProof } from "./proveSimple.js";
export { type GeoJsonOptions, readGeoJson } from "./readGeoJson.js";
export { readWkt } from "./readWkt.js";
export { ringCuts } from "./ringCuts.js";
export { ringHash } from "./ringHash.js";
export { ringOfParts } from "./ringOfParts.js";
export { splitJunctions } from "./splitJunctions.js";
export { surroundings } from "./surroundings.js";
export { type Survey, surveyCadastre, type SurveyedParcel } from "./surveyCadastre.js";
export { twiceArea } from "./twiceArea.js";
export type { Part, Place, Ring, Vertex } from "./vertex.js";
export { type ParcelFeature, writeGeoJson } from "./writeGeoJson.js";
export { writeWkt } from "./writeWkt.js";
export { applicationHash } from "./consents/applicationHash.js";
export type { ConsentTerms } from "./consents/consentTerms.js";
export { divideTypedData, type DivideTypedData } from "./consents/divideTypedData.js";
export { encumberTypedData, type EncumberTypedData } from "./consents/encumberTypedData.js";
export { narrowTypedData, type NarrowTypedData } from "./consents/narrowTypedData.js";
export { type ReplotTerms, replotTypedData, type ReplotTypedData } from "./consents/replotTypedData.js";
export { reserveTypedData, type ReserveTypedData } from "./consents/reserveTypedData.js";
export type { Ladm } from "./ladm/ladm.js";
export { ladmOf } from "./ladm/ladmOf.js";
export { isNeighbour } from "./map/isNeighbour.js";
export { type MappedParcel, parcelMap } from "./map/parcelMap.js";
export { outlineOf } from "./outlineOf.js";
export { type PlannedSection, planSections, type SectionLimits } from "./planSections.js";
export {
  ENCUMBRANCE_KINDS,
  type EncumbranceKind,
  type EncumbranceTerms,
  type EncumbranceWord,
} from "./titles/encumbranceWord.js";
export { namespaceId } from "./titles/namespaceId.js";
export { packEncumbrance } from "./titles/packEncumbrance.js";
export { parcelId } from "./titles/parcelId.js";
export { readEncumbranceWord } from "./titles/readEncumbranceWord.js";
export { readRings } from "./titles/readRings.js";
export { type RegisterReading, readTitles, type TitleSearch } from "./titles/readTitles.js";
export { readTitleWord } from "./titles/readTitleWord.js";
export { referenceOf } from "./titles/referenceOf.js";
export { ringsOfCall } from "./titles/ringsOfCall.js";
export type { EncumbranceRecord, Moment, TitleEntry, TitleRecord } from "./titles/titleRecord.js";
export { type TitleStatus, type TitleWord } from "./titles/titleWord.js";
export { unpackRings } from "./unpackRings.js";
