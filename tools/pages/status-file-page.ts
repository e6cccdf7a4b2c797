import { StatusRecord } from "../../src/report/status-file.ts";
import { renderSchemaTable } from "./schema-table.ts";

/** docs/status-file.md */
export const renderStatusFilePage = (): string => `# status.json

Generated from \`src/report/status-file.ts\` by \`npm run generate\`.

\`STATE_DIR/status.json\` says how the bot stands, for programs; people type \`tradebot status\`, monitors \`tradebot status --check\`. It is written at the
beginning and at the end of every run that holds the lock, whatever the run comes to, and of a start with a faulty configuration if that names the directory.
It is replaced as a whole, so a reader never finds half of it. A start that finds another cycle running writes nothing.

A run that was killed leaves \`runner.state\` at \`running\` with nobody holding the lock; the next run counts it among the failures, with the reason \`KILLED\`.
The file is the memory of its counters: without it, or where it says nothing intelligible, they begin anew, and the log says so.
The texts of failures are in the log alone: this file holds their stable codes, and nothing that the broker said.

${renderSchemaTable(StatusRecord)}
`;
