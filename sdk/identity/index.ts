export {
  applyChangesTypedData,
  type ApplyChangesTerms,
  type ApplyChangesTypedData,
} from "./acts/applyChangesTypedData.js";
export { type Authorization, authorizationOf } from "./acts/authorizationOf.js";
export { freezeIdentityTypedData, type FreezeTypedData } from "./acts/freezeIdentityTypedData.js";
export { nextIdentityNonce } from "./acts/nextIdentityNonce.js";
export {
  setGuardiansTypedData,
  type SetGuardiansTerms,
  type SetGuardiansTypedData,
} from "./acts/setGuardiansTypedData.js";
export type { SignedActMessage, SignedActTerms } from "./acts/signedAct.js";
export {
  supportRecoveryTypedData,
  type SupportRecoveryTerms,
  type SupportRecoveryTypedData,
} from "./acts/supportRecoveryTypedData.js";
export {
  unfreezeIdentityTypedData,
  type UnfreezeTerms,
  type UnfreezeTypedData,
} from "./acts/unfreezeIdentityTypedData.js";
export {
  vetoRecoveryTypedData,
  type VetoRecoveryTerms,
  type VetoRecoveryTypedData,
} from "./acts/vetoRecoveryTypedData.js";
export { withdrawNonceTypedData, type WithdrawTypedData } from "./acts/withdrawNonceTypedData.js";
export {
  withdrawSupportTypedData,
  type WithdrawSupportTerms,
  type WithdrawSupportTypedData,
} from "./acts/withdrawSupportTypedData.js";
export { credentialHash } from "./credentialHash.js";
export { type CredentialStanding, credentialStanding, type SignedCredential } from "./credentialStanding.js";
export { type Change, didChange, FOREVER, type KeyRights } from "./didChange.js";
export { didDocumentOf } from "./didDocumentOf.js";
export { didOf } from "./didOf.js";
export { didResolver, type DidResolver } from "./didResolver.js";
export type { DidChange, DidDocument, DidService, VerificationMethod } from "./document.js";
export { isSignedBy } from "./isSignedBy.js";
export { keyHashesOf } from "./keyHashesOf.js";
export type { P256Key } from "./p256.js";
export { p256Signature } from "./p256Signature.js";
export { p256Signer } from "./p256Signer.js";
export { parseDid, type ParsedDid } from "./parseDid.js";
export { passkeyRequest, type PasskeyRequest } from "./passkeyRequest.js";
export { type PasskeyAssertion, passkeySignature } from "./passkeySignature.js";
export { readAnchor } from "./readAnchor.js";
export { readDidHistory } from "./readDidHistory.js";
export { type IdentityState, readIdentityState } from "./readIdentityState.js";
export {
  type RecoveryOutlook,
  recoveryOutlook,
  type SafetyAct,
  type SafetyActor,
} from "./recoveryOutlook.js";
export { type DidDocumentMetadata, type DidResolution, resolveDid } from "./resolveDid.js";
