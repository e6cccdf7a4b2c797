/** Below it, two characters would be more than a third. */
const SHORTEST_SHOWN_IN_PART = 6;

/** Enough for its owner to tell two accounts apart: `***97`; shorter ones are hidden whole. */
export const maskAccountId = (accountId: string): string =>
  accountId.length < SHORTEST_SHOWN_IN_PART ? "***" : `***${accountId.slice(-2)}`;
