import { id, Wallet } from "ethers";

import {
  cancelAuthorizationTypedData,
  countedNonce,
  digestOf,
  type Domain,
  parseAmount,
  permitTypedData,
  receiveAuthorizationTypedData,
  redemptionTypedData,
  saltedHash,
  transferAuthorizationTypedData,
  type TypedData,
} from "../../sdk/index.js";
import { jsonText } from "../lib/jsonText.js";

/** What a holder signs, with its digest and signature. */
export interface SignatureVector {
  readonly name: string;
  readonly typedData: TypedData;
  readonly digest: string;
  readonly signature: string;
}

/** Vectors of the payments, for other implementations. */
export interface PaymentVectors {
  readonly about: string;
  /** A key that everybody knows: it signs the vectors and nothing else. */
  readonly signer: { readonly address: string; readonly privateKey: string };
  readonly amounts: readonly { readonly text: string; readonly millionths: string }[];
  readonly saltedHashes: readonly {
    readonly document: string;
    readonly salt: string;
    readonly hash: string;
  }[];
  readonly signatures: readonly SignatureVector[];
}

const KEY = id("civitas test vectors");
const TOKEN = "0x00000000000000000000000000000000000C1711";
const PAYEE = "0x1000000000000000000000000000000000000001";
const DESK = "0x2000000000000000000000000000000000000002";
const SALT = "0x000102030405060708090a0b0c0d0e0f";
const ABOUT =
  "Salted hash: keccak256(keccak256(salt) || keccak256(document as UTF-8)). Signatures: EIP-712, ECDSA with " +
  "deterministic nonces (RFC 6979). Whole numbers of typed data are decimal strings.";

/** Makes the vectors; always the same. */
export async function paymentVectors(): Promise<PaymentVectors> {
  const wallet = new Wallet(KEY);
  const payoutHash = saltedHash("pay out 12.34 to account 1", SALT);
  const texts = ["0", "0.000001", "12.34", "1000000", "20282409603651670423947251.286015"];
  return {
    about: ABOUT,
    signer: { address: wallet.address, privateKey: KEY },
    amounts: texts.map((text) => ({ text, millionths: String(parseAmount(text)) })),
    saltedHashes: [
      { document: "pay out 12.34 to account 1", salt: SALT, hash: payoutHash },
      { document: "", salt: `${SALT}ff`, hash: saltedHash("", `${SALT}ff`) },
    ],
    signatures: await Promise.all(
      Object.entries(messages(wallet.address, payoutHash)).map(async ([name, typedData]) => ({
        name,
        typedData,
        digest: digestOf(typedData),
        signature: await wallet.signTypedData(typedData.domain, typedData.types, typedData.message),
      })),
    ),
  };
}

/** One message of each form. */
function messages(holder: string, payoutHash: string): Record<string, TypedData> {
  const domain: Domain = { name: "City Token", version: "1", chainId: 1n, verifyingContract: TOKEN };
  const validBefore = 1_800_000_000n;
  const terms = { from: holder, to: PAYEE, value: 12_340_000n, validBefore, nonce: countedNonce(7n) };
  return {
    permit: permitTypedData(domain, {
      owner: holder,
      spender: PAYEE,
      value: 5n,
      nonce: 0n,
      deadline: validBefore,
    }),
    "transfer authorisation": transferAuthorizationTypedData(domain, terms),
    "receive authorisation": receiveAuthorizationTypedData(domain, { ...terms, validAfter: 1_700_000_000n }),
    "cancel authorisation": cancelAuthorizationTypedData(domain, {
      authorizer: holder,
      nonce: countedNonce(7n),
    }),
    redemption: redemptionTypedData(domain, {
      holder,
      desk: DESK,
      amount: 12_340_000n,
      validBefore,
      payoutHash,
    }),
  };
}

/** The vectors as their file holds them. */
export function vectorsText(vectors: object): string {
  return jsonText(vectors, 2);
}
