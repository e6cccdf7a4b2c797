/** What somebody must know who believes that real money is traded. */
export const LIVE_UNARMED = "LIVE: prechecks only, DRY_RUN=false has no effect in this version";
