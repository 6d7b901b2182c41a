export { buildSettlement, type Household, type SettlementDraft } from "./buildSettlement.js";
export { clearInterval } from "./clearInterval.js";
export type { Clearing, ClearingClaim, Rationing } from "./clearing.js";
export { decodeReadings } from "./decodeReadings.js";
export { decodeSettlement, type SettledIntervals, type SettlementRecord } from "./decodeSettlement.js";
export { deviceKeyHash, deviceSignature } from "./deviceSignature.js";
export { type Correction, encodeCorrections } from "./encodeCorrections.js";
export { encodeHints } from "./encodeHints.js";
export { encodeReadings } from "./encodeReadings.js";
export { dayOf, intervalAt, startOf } from "./intervals.js";
export {
  correctionsTypedData,
  type GatewayStatement,
  readingsTypedData,
  readingTypedData,
  rotateKeyTypedData,
  transferDeviceTypedData,
} from "./meterTypedData.js";
export { netOf } from "./netOf.js";
export type { BookEntry, MarketRules, Order, PricePolicy, Tariff } from "./order.js";
export {
  type OneOffOrder,
  oneOffOrderTypedData,
  type StandingOrder,
  standingOrderTypedData,
} from "./orderTypedData.js";
export { type PriceBand, priceBand } from "./priceBand.js";
export { type DueSettlement, nextSettlement } from "./nextSettlement.js";
export { type PriceCurve, priceCurve } from "./priceCurve.js";
export { type EnergyStatement, statementOf } from "./statementOf.js";
export { secp256k1KeyHash } from "./secp256k1KeyHash.js";
export { secondsUntilDue } from "./secondsUntilDue.js";
export { statementSvg } from "./statementSvg.js";
export { statementText } from "./statementText.js";
export { DEVICE_CLASSES, type MeterRegistration, surveyMeters } from "./surveyMeters.js";
export {
  type MissingReading,
  type ReadingsPlan,
  type ReadingsSurvey,
  surveyReadings,
} from "./surveyReadings.js";
export { ESTIMATED, INTERVAL_SECONDS, INTERVALS_PER_DAY, LARGEST_LIMIT, LARGEST_READING } from "./units.js";
