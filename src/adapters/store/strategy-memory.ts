import type { StrategyMemoryOf } from "../../cycle/ports/decision-store.ts";
import type { KeptMemory } from "../../core/strategy/strategy-memory.ts";
import { textIn, timestampIn } from "./columns.ts";
import type { Database } from "./database.ts";

type Owner = Omit<StrategyMemoryOf, "memory">;

const keyOf = ({ strategy, isDryRun }: Owner) => ({ strategy, isDryRun: isDryRun ? 1 : 0 });

export function strategyMemory(database: Database, owner: Owner): KeptMemory | undefined {
  const row = database.get(
    "SELECT * FROM strategy_memory WHERE strategy = :strategy AND is_dry_run = :isDryRun",
    keyOf(owner),
  );
  if (row === undefined) return undefined;
  const before: unknown = JSON.parse(textIn(row, "before"));
  const after: unknown = JSON.parse(textIn(row, "after"));
  return { newestBarAt: timestampIn(row, "newest_bar_at"), before, after };
}

export function keepStrategyMemory(database: Database, { memory, ...owner }: StrategyMemoryOf): void {
  const { newestBarAt, before, after } = memory;
  database.run(
    `INSERT INTO strategy_memory (strategy, is_dry_run, newest_bar_at, before, after)
     VALUES (:strategy, :isDryRun, :newestBarAt, :before, :after)
     ON CONFLICT (strategy, is_dry_run) DO UPDATE SET
       newest_bar_at = excluded.newest_bar_at, before = excluded.before, after = excluded.after`,
    { ...keyOf(owner), newestBarAt, before: JSON.stringify(before), after: JSON.stringify(after) },
  );
}

/** Of all strategies, in dry runs and otherwise. */
export function forgetStrategyMemory(database: Database): void {
  database.run("DELETE FROM strategy_memory");
}
