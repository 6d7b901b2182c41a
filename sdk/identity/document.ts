import type { Address, Hex } from "../signing/types.js";

/** A change that the registry has recorded, in the order of the chain. */
export type DidChange = {
  /** The block that holds it. */
  readonly block: bigint;
  /** The block of the change before; 0 where there was none. */
  readonly previousChange: bigint;
} & (
  | { readonly kind: "owner"; readonly owner: Address }
  | {
      readonly kind: "delegate";
      readonly delegateType: string;
      readonly delegate: Address;
      /** Last second, Unix; 0 where it was revoked. */
      readonly validTo: bigint;
    }
  | {
      readonly kind: "attribute";
      readonly name: string;
      readonly value: Hex;
      /** Last second, Unix; 0 where it was revoked. */
      readonly validTo: bigint;
    }
);

/** A key that a document lists. */
export interface VerificationMethod {
  readonly id: string;
  readonly type: string;
  readonly controller: string;
  readonly blockchainAccountId?: string;
  readonly publicKeyHex?: string;
  readonly publicKeyBase64?: string;
  readonly publicKeyBase58?: string;
  readonly publicKeyPem?: string;
  readonly publicKeyMultibase?: string;
  readonly value?: string;
}

/** A service that a document lists. */
export interface DidService {
  readonly id: string;
  readonly type: string;
  /** A text, or what the text says where it is JSON. */
  readonly serviceEndpoint: string;
}

/** A DID document, as W3C's DID Core 1.0 and the method did:ethr have it. */
export interface DidDocument {
  readonly "@context": string[];
  readonly id: string;
  readonly verificationMethod: VerificationMethod[];
  readonly authentication: string[];
  readonly assertionMethod: string[];
  readonly keyAgreement?: string[];
  readonly service?: DidService[];
}
