import { keccak_256 } from "@noble/hashes/sha3.js";

/** Keccak-256 of some bytes: 32 bytes. */
export type Keccak256 = (data: Uint8Array) => Uint8Array;

/**
 * Keccak-256 on bytes, for work that hashes millions of times: ethers' own goes through hexadecimal and takes twice as
 * long. Whoever has a faster one (WebAssembly) hands it to the builders instead.
 */
export const keccak: Keccak256 = (data) => keccak_256(data);
