/**
 * Asks a node (EIP-1193), whatever the client library is.
 *
 * With ethers: `({ method, params }) => provider.send(method, [...params])`. With viem: `client.request`. In a browser:
 * `window.ethereum.request`.
 */
export type RpcRequest = (request: {
  readonly method: string;
  readonly params: readonly unknown[];
}) => Promise<unknown>;
