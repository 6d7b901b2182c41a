/** What all consents of owners say. */
export interface ConsentTerms {
  /** Title. */
  readonly id: bigint;
  /** The title's version: with the next change of the title the signature is void. */
  readonly version: bigint;
  /** `saltedHash` of what is agreed on. */
  readonly documentHash: string;
  /** Last second in which the register takes the signature, at most ninety days away. */
  readonly deadline: bigint;
}
