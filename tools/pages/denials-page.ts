import { DENIALS } from "../../src/core/risk/denials.ts";

const STAGES = {
  data: "data: before the strategy is asked",
  strategy: "the strategy's answer",
  entry: "orders that add risk",
  exit: "orders that close",
  order: "every order",
} as const;

/** docs/denials.md */
export function renderDenialsPage(): string {
  const rows = Object.entries(DENIALS).map(
    ([code, { stage, description }], index) =>
      `| ${index + 1} | \`${code}\` | ${STAGES[stage]} | ${description} |`,
  );
  return `# Denials

Generated from \`src/core/risk/denials.ts\` by \`npm run generate\`.

Every reason for which the bot itself turns an instrument or an order away. The gates are tried in this order and the first that does not pass
is the reason, in the log (\`strategy_decision_made\`), in the decision record and in \`tradebot why\`, which shows each gate with the figure it found and its limit.
Closing is never held up by limits. A reason that begins with \`SIG_\` is the strategy's own word; \`OUTSIDE_TRADING_HOURS\` means that the
instrument's market is closed by its schedule (\`TRADING_HOURS_MODE=instrument\`). \`SCHEDULE_UNREADABLE\` means that nobody knows whether it is.

| order | code | guards | meaning |
|---|---|---|---|
${rows.join("\n")}
`;
}
