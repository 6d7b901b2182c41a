/**
 * Asks a node (EIP-1193), whatever the client library is.
 *
 * With ethers: `({ method, params }) => provider.send(method, [...params])`. With viem:
 * `(asked) => client.request(asked as never)`. In a browser: `window.ethereum.request`.
 */
export type Rpc = (request: {
  readonly method: string;
  readonly params: readonly unknown[];
}) => Promise<unknown>;

/** A transaction as JSON-RPC tells it. */
export interface RpcTransaction {
  readonly hash: string;
  readonly blockNumber: string;
  readonly transactionIndex: string;
  readonly to: string | null;
  readonly input: string;
  readonly type: string;
  readonly [field: string]: unknown;
}
