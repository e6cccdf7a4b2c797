import { CycleSummary } from "../../src/report/cycle-summary-schema.ts";
import { renderSchemaTable } from "./schema-table.ts";

/** docs/cycle-summaries.md */
export const renderCycleSummariesPage = (): string => `# cycle_summaries.jsonl

Generated from \`src/report/cycle-summary-schema.ts\` by \`npm run generate\`.

\`REPORT_DIR/cycle_summaries.jsonl\` holds one JSON document a line, one line for each run of the main job, oldest first: also for the runs that were skipped,
failed, or came to no cycle. A run that was killed has none. It is made for tools such as jq, DuckDB or pandas; what a cycle did in detail is in the store
and in the log. Every key is always there; what is not known is null.

Lines are only ever added at the end, each in one write. Where the machine went down in the middle of one, the rest of it stays as a line that is no JSON, and the
next run begins a new one: leave out what does not parse. Lines older than \`AUDIT_RETENTION_DAYS\` by their \`finished_at\` may be removed at any time.

\`\`\`sh
jq -R 'fromjson? | select(.exit_code != 0) | {finished_at, reason}' reports/cycle_summaries.jsonl
\`\`\`

${renderSchemaTable(CycleSummary)}
`;
