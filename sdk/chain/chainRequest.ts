/**
 * Asks a node by JSON-RPC (EIP-1193), whatever the client library is.
 *
 * With ethers: `({ method, params }) => provider.send(method, params)`. With viem: `client.request`.
 */
export type ChainRequest = (request: { method: string; params: unknown[] }) => Promise<unknown>;
