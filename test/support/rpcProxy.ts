import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

/** One JSON-RPC call that passes through a proxy. */
export interface RpcCall {
  readonly method: string;
  readonly params: readonly unknown[];
  /** Which transaction of the client this is, from 1; 0 for every other call. */
  readonly transaction: number;
}

/** What a test does while a call passes. */
export interface RpcHooks {
  /** Before the chain sees the call; `false` keeps it from the chain, and the client's connection breaks. */
  before?: (call: RpcCall) => Promise<boolean>;
  /** After the chain has answered, before the client hears of it. */
  after?: (call: RpcCall) => Promise<void>;
}

/** A proxy in front of a chain, through which a test counts transactions and stops time. */
export interface RpcProxy {
  readonly url: string;
  /** Transactions that reached the chain. */
  readonly forwarded: () => number;
  /** Starts counting anew, with other hooks. */
  readonly reset: (hooks?: RpcHooks) => void;
  readonly close: () => Promise<void>;
}

/** Opens a proxy on a free port of this machine. */
export async function openRpcProxy(target: string): Promise<RpcProxy> {
  let hooks: RpcHooks = {};
  let asked = 0;
  let forwarded = 0;

  const serve = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const body = Buffer.concat(chunks);
    const current = hooks;
    const calls = callsIn(body).map(({ method, params = [] }): RpcCall => {
      const isTransaction = method === "eth_sendRawTransaction" || method === "eth_sendTransaction";
      return { method, params, transaction: isTransaction ? ++asked : 0 };
    });
    for (const call of calls) {
      if (current.before !== undefined && !(await current.before(call))) {
        request.socket.destroy();
        return;
      }
    }
    forwarded += calls.filter(({ transaction }) => transaction !== 0).length;
    const answer = await fetch(target, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body,
    });
    const text = await answer.text();
    for (const call of calls) await current.after?.(call);
    response.writeHead(answer.status, { "content-type": "application/json" }).end(text);
  };

  const server = createServer((request, response) => {
    serve(request, response).catch(() => request.socket.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    forwarded: () => forwarded,
    reset: (next = {}) => {
      hooks = next;
      asked = 0;
      forwarded = 0;
    },
    close: async () => {
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await closed;
    },
  };
}

interface RpcRequest {
  readonly method: string;
  readonly params?: readonly unknown[];
}

const callsIn = (body: Buffer): RpcRequest[] =>
  [JSON.parse(body.toString("utf8")) as RpcRequest | RpcRequest[]].flat();
