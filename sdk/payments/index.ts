export { DECIMALS, MAXIMUM_AMOUNT } from "./amount.js";
export type { AuthorizationMessage, AuthorizationTerms } from "./authorization.js";
export * from "./billing/index.js";
export {
  cancelAuthorizationTypedData,
  type CancelAuthorizationTypedData,
} from "./cancelAuthorizationTypedData.js";
export { countedNonce } from "./countedNonce.js";
export { formatAmount } from "./formatAmount.js";
export { nextCountedNonce } from "./nextCountedNonce.js";
export { parseAmount } from "./parseAmount.js";
export { permitTypedData, type PermitTerms, type PermitTypedData } from "./permitTypedData.js";
export { randomNonce } from "./randomNonce.js";
export {
  receiveAuthorizationTypedData,
  type ReceiveAuthorizationTypedData,
} from "./receiveAuthorizationTypedData.js";
export { redemptionTypedData, type RedemptionTerms } from "./redemptionTypedData.js";
export {
  transferAuthorizationTypedData,
  type TransferAuthorizationTypedData,
} from "./transferAuthorizationTypedData.js";
