/** A message of another program in one line. */
export const oneLine = (message: string): string => message.trim().replaceAll(/\s+/g, " ");
