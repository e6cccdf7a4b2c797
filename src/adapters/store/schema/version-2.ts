/**
 * Version 2: old cycles leave. Each one must be found by its age, and SQLite looks for what still refers to it; the
 * beginning of the store, which every cycle asks for, is found without a walk over all of them.
 */
export const SCHEMA_2 = `
CREATE INDEX cycles_by_start ON cycles (started_at);
CREATE INDEX intents_by_cycle ON intents (cycle_id);
CREATE INDEX transitions_by_cycle ON transitions (cycle_id);
CREATE INDEX snapshots_by_cycle ON snapshots (cycle_id);
`;
