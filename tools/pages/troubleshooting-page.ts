import { EXIT_CODES } from "../../src/cli/exit-codes.ts";
import { CATALOGUE } from "../../src/events/catalogue.ts";
import type { EventDefinition } from "../../src/events/event.ts";
import { REMEDIES } from "../../src/events/remedies.ts";

/** docs/troubleshooting.md */
export function renderTroubleshootingPage(): string {
  const events: Readonly<Record<string, EventDefinition>> = CATALOGUE;
  const exitRows = Object.values(EXIT_CODES).map(
    ({ code, meaning, remedy }) => `| ${code} | ${meaning} | ${remedy} |`,
  );
  const eventRows = Object.entries(REMEDIES).map(
    ([name, remedy]) =>
      `| \`${name}\` | ${events[name]?.level ?? ""} | ${events[name]?.description ?? ""} | ${remedy} |`,
  );
  return `# Troubleshooting

Generated from \`src/cli/exit-codes.ts\` and \`src/events/\` by \`npm run generate\`.

Look up the exit code first: the scheduler shows it, \`tradebot status\` lists it for each cycle, and it stands on the \`cycle_end\` line. Then look up
the events that warned: \`tradebot logs --level warn --since 2h\` shows them. \`tradebot doctor\` checks the whole installation and says what to do about each finding.
More than a line is said in [a lost login](how-to/lost-login.md), [an unknown order](how-to/unknown-order.md), [a price jump](how-to/price-jump.md), [a disclaimer before an order](how-to/disclaimers.md), [noticing silence](how-to/noticing-silence.md), [reading the log](how-to/reading-the-log.md),
[moving to another machine](how-to/moving-to-another-machine.md) (and restoring a backup) and [upgrading](how-to/upgrading.md) (and going back).

## By exit code

| code | meaning | what to do |
|---|---|---|
${exitRows.join("\n")}
| 130, 143 | ended by a signal (Ctrl-C, the service manager) at a safe point | Nothing; what it left open the next cycle settles. If nobody ended it by hand, the scheduler's time-out did: see CYCLE_TIMEOUT_SECONDS. |
| 9 | Node.js itself found no file for \`--env-file\`, before the program began | Check the path. \`node -- bin/tradebot.mjs --env-file ...\` leaves the option to tradebot, which answers 78. |
| 137 | killed outright, by hand, by the system when memory ran out, or by a time-out | Nothing; the next start takes over the lock and settles what was left open. |

\`tradebot status --check\` has codes of its own, those of monitors: 0 well, 1 warning, 2 critical.

## By event

| event | level | meaning | what to do |
|---|---|---|---|
${eventRows.join("\n")}
`;
}
