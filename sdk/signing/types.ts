/** Bytes in hexadecimal, `0x` first. */
export type Hex = `0x${string}`;

/** An account or a contract: 20 bytes, in the mixed case of ERC-55. */
export type Address = Hex;

/** The domain of EIP-712: what a signature is for, besides its message. */
export type Domain = {
  readonly name: string;
  readonly version: string;
  readonly chainId: bigint;
  readonly verifyingContract: Address;
};

/** One field of a struct that is signed. */
export type Field = { name: string; type: string };

/**
 * What a wallet signs (EIP-712): ethers takes it as `signer.signTypedData(domain, types, message)`, viem as
 * `client.signTypedData({ account, ...typedData })`.
 */
export type TypedData<
  Types extends Record<string, Field[]> = Record<string, Field[]>,
  PrimaryType extends string = string,
  Message extends Record<string, unknown> = Record<string, unknown>,
> = {
  readonly domain: Domain;
  readonly types: Types;
  readonly primaryType: PrimaryType;
  readonly message: Message;
};

/**
 * Asks a contract, whatever the client library is.
 *
 * With ethers: `(request) => provider.call(request)`.
 * With viem: `async (request) => (await client.call(request)).data ?? "0x"`.
 */
export type Call = (request: { to: Address; data: Hex }) => Promise<string>;
