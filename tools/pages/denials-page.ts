import { BAR_GATES } from "../../src/core/risk/data-gates.ts";
import { DENIALS } from "../../src/core/risk/denials.ts";
import { SIZE_REASONS } from "../../src/core/risk/wish.ts";

const STAGES = {
  data: "data: what is known of the instrument",
  strategy: "the strategy's answer",
  entry: "orders that add risk",
  exit: "orders that close",
  order: "every order",
} as const;

const [first, last] = [BAR_GATES[0], BAR_GATES.at(-1)].map((gate) => `\`${gate?.code ?? ""}\``);
const BAR_CODES = `${first ?? ""} to ${last ?? ""}`;

/** docs/denials.md */
export function renderDenialsPage(): string {
  const rows = Object.entries(DENIALS).map(
    ([code, { stage, description }], index) =>
      `| ${index + 1} | \`${code}\` | ${STAGES[stage]} | ${description} |`,
  );
  const sizes = Object.entries(SIZE_REASONS).map(([code, words]) => `- \`${code}\`: ${words}.`);
  return `# Denials

Generated from \`src/core/risk/denials.ts\` by \`npm run generate\`.

Every reason for which the bot itself turns an instrument or an order away. The gates are tried in this order and the first that does not pass
is the reason, in the log (\`strategy_decision_made\`), in the decision record and in \`tradebot why\`, which shows each gate with the figure it found and its limit.
Closing is never held up by limits. A reason that begins with \`SIG_\` is the strategy's own word; \`OUTSIDE_TRADING_HOURS\` means that the
instrument's market is closed by its schedule (\`TRADING_HOURS_MODE=instrument\`). \`SCHEDULE_UNREADABLE\` means that nobody knows whether it is.
The strategy sees every instrument whose bars are sound (${BAR_CODES}), whether it may be traded now or not.

What a strategy wants may also come to no order before any limit:

${sizes.join("\n")}

| order | code | guards | meaning |
|---|---|---|---|
${rows.join("\n")}
`;
}
