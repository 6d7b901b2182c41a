export type { AddressBook, ContractPlace } from "./addressBook.js";
export * from "./ballots/index.js";
export * from "./bindings.js";
export type { Header } from "./chain/header.js";
export {
  fetchReceiptProof,
  type ProvenReceipt,
  type ReceiptProof,
  verifyReceiptProof,
} from "./chain/receiptProof.js";
export type { ReceiptLog } from "./chain/receipt.js";
export type { Rpc } from "./chain/rpc.js";
export {
  type CellProblem,
  type Column,
  type CsvRecord,
  csvRecords,
  type RecordOf,
} from "./csv/csvRecords.js";
export { type CsvOptions, type CsvRow, csvRows, type Delimiter } from "./csv/csvRows.js";
export type { TextSource } from "./csv/textSource.js";
export { InputError } from "./errors.js";
export type { Keccak256 } from "./hashing/keccak.js";
export { randomSalt } from "./hashing/randomSalt.js";
export { saltedHash } from "./hashing/saltedHash.js";
export * from "./energy/index.js";
export * from "./identity/index.js";
export * from "./land/index.js";
export * from "./payments/index.js";
export { digestOf } from "./signing/digestOf.js";
export { readDomain } from "./signing/readDomain.js";
export { recoverSigner } from "./signing/recoverSigner.js";
export type { Address, Call, Domain, Hex, TypedData } from "./signing/types.js";
export { LeafTree } from "./trees/LeafTree.js";
export { rootOfProof } from "./trees/rootOfProof.js";
