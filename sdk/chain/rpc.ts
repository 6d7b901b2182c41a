/**
 * Asks a node, whatever the client library is.
 *
 * With ethers: `(method, params) => provider.send(method, [...params])`.
 * With viem: `(method, params) => client.request({ method, params })`.
 */
export type Rpc = (method: string, params: readonly unknown[]) => Promise<unknown>;

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
