import type { Signer, Wallet } from "ethers";

import type { CityToken } from "../../../typechain-types/index.js";

/**
 * A token to examine, at any address: the suites call of the bindings only what their standard names. Each suite
 * asks for a fresh one before every test.
 */
export interface TokenSubject {
  readonly token: CityToken;
  /** Holds `balance` and some ether. */
  readonly holder: Wallet;
  readonly balance: bigint;
  /** Holds no tokens; has some ether. */
  readonly other: Signer & { readonly address: string };
  /** Holds no tokens; has some ether; sends what others have signed. */
  readonly relayer: Signer & { readonly address: string };
}

/** How a suite gets its token. */
export type Given<S extends TokenSubject = TokenSubject> = () => Promise<S>;
