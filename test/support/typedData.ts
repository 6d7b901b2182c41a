import type { TypedDataDomain, TypedDataField, Wallet } from "ethers";
import { privateKeyToAccount } from "viem/accounts";

import type { CityToken } from "../../typechain-types/index.js";

/** The forms that a holder of a token signs. */
export const FORMS = {
  Permit: [
    { name: "owner", type: "address" },
    { name: "spender", type: "address" },
    { name: "value", type: "uint256" },
    { name: "nonce", type: "uint256" },
    { name: "deadline", type: "uint256" },
  ],
  TransferWithAuthorization: authorization(),
  ReceiveWithAuthorization: authorization(),
  CancelAuthorization: [
    { name: "authorizer", type: "address" },
    { name: "nonce", type: "bytes32" },
  ],
} satisfies Record<string, TypedDataField[]>;

/** The name of a form. */
export type Form = keyof typeof FORMS;

function authorization(): TypedDataField[] {
  return [
    { name: "from", type: "address" },
    { name: "to", type: "address" },
    { name: "value", type: "uint256" },
    { name: "validAfter", type: "uint256" },
    { name: "validBefore", type: "uint256" },
    { name: "nonce", type: "bytes32" },
  ];
}

/** What the token says of its own domain (ERC-5267), as libraries take it. */
export async function domainOf(token: CityToken): Promise<Required<Omit<TypedDataDomain, "salt">>> {
  const { name, version, chainId, verifyingContract } = await token.eip712Domain();
  return { name, version, chainId, verifyingContract };
}

/** Signs a form with a key. */
export type Signing = (
  key: Wallet,
  domain: Required<Omit<TypedDataDomain, "salt">>,
  form: Form,
  message: Record<string, unknown>,
) => Promise<string>;

/** Signs as ethers does. */
export const signWithEthers: Signing = (key, domain, form, message) =>
  key.signTypedData(domain, { [form]: FORMS[form] }, message);

/** Signs as viem does. */
export const signWithViem: Signing = (key, domain, form, message) =>
  privateKeyToAccount(key.privateKey as `0x${string}`).signTypedData({
    domain: {
      name: domain.name ?? undefined,
      version: domain.version ?? undefined,
      chainId: BigInt(domain.chainId ?? 0),
      verifyingContract: domain.verifyingContract as `0x${string}`,
    },
    types: { [form]: FORMS[form] },
    primaryType: form,
    message,
  });
