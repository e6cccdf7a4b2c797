import { EXIT_CODES } from "../../src/cli/exit-codes.ts";

/** docs/exit-codes.md */
export function renderExitCodesPage(): string {
  const rows = Object.entries(EXIT_CODES).map(
    ([name, { code, meaning }]) => `| ${code} | ${name} | ${meaning} |`,
  );
  return `# Exit codes

Generated from \`src/cli/exit-codes.ts\` by \`npm run generate\`. The numbers are those of sysexits where one fits, so that systemd names them.
When several apply, an order whose outcome is unknown wins: it is what a person must know first.

| code | name | meaning |
|---|---|---|
${rows.join("\n")}
| 128+n | signal | ended by signal n at a safe point, state saved |

A 9 comes from Node.js itself, which looks for the file of \`--env-file\` before any program starts and ends when there is none. Nothing has happened then.
`;
}
