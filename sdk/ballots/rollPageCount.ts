import { PAGE_ACCOUNTS } from "./roll.js";

/** How many pages a roll of so many voters has. */
export const rollPageCount = (size: number): number => Math.ceil(size / PAGE_ACCOUNTS);
