/**
 * Asks a node (EIP-1193), whatever the client library is.
 *
 * With ethers: `({ method, params }) => provider.send(method, [...params])`. With viem:
 * `(asked) => client.request(asked as never)`. In a browser: `window.ethereum.request`.
 */
export type RpcRequest = (request: {
  readonly method: string;
  readonly params: readonly unknown[];
}) => Promise<unknown>;
