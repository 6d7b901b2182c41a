/** Decimals of the municipal token: amounts on the chain are in millionths. */
export const DECIMALS = 6;

/** The most that an account can hold, in millionths. */
export const MAXIMUM_AMOUNT = (1n << 104n) - 1n;
