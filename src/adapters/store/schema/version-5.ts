/** Version 5: how far our clock was ahead of the broker's at a sending, so that silence can be counted on the broker's. */
export const SCHEMA_5 = `
ALTER TABLE intents ADD COLUMN clock_ahead_ms INTEGER;
`;
