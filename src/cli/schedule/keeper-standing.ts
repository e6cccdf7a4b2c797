import type { Change, ScheduleStanding } from "../../adapters/scheduler/standing.ts";
import type { Timestamp } from "../../core/domain/time.ts";
import { withNextStart, type OpenScheduler } from "./open-scheduler.ts";

/** How what renews the login stands beside the cycles; absent where nothing does and nothing has to. */
export interface KeeperStanding {
  readonly name: string;
  readonly isWanted: boolean;
  readonly standing: ScheduleStanding;
}

interface KeeperChange {
  readonly changes: readonly Change[];
  readonly keeper: KeeperStanding | undefined;
}

/** Puts it in its place, or takes an earlier one away where no login is needed any more. */
export async function installKeeper(open: OpenScheduler, now: Timestamp): Promise<KeeperChange> {
  const { scheduler, isWanted } = open.keeper;
  if (!isWanted) return removeKeeper(open, now);
  const { changes } = await scheduler.install();
  return { changes, keeper: await readKeeper(open, now) };
}

export async function removeKeeper(open: OpenScheduler, now: Timestamp): Promise<KeeperChange> {
  const { scheduler } = open.keeper;
  if (!(await scheduler.read()).isInstalled) return { changes: [], keeper: await readKeeper(open, now) };
  const { changes } = await scheduler.remove();
  return { changes, keeper: undefined };
}

export async function readKeeper(open: OpenScheduler, now: Timestamp): Promise<KeeperStanding | undefined> {
  const { scheduler, installation, isWanted } = open.keeper;
  const standing = await scheduler.read();
  if (!standing.isInstalled && !isWanted) return undefined;
  return {
    name: installation.name,
    isWanted,
    standing: withNextStart(standing, { kind: open.kind, installation }, now),
  };
}

/** A login that only cycles look after is lost over a night or a weekend without any. */
export function keeperWarnings(kind: string, keeper: KeeperStanding | undefined): readonly string[] {
  if (keeper === undefined) return [];
  const { name, isWanted, standing } = keeper;
  if (!isWanted)
    return [
      `${name} looks after a login that the settings do not use; run tradebot schedule install ${kind} again`,
    ];
  if (!standing.isInstalled || standing.isEnabled === false)
    return [`nothing renews the login while no cycle runs; run tradebot schedule install ${kind} again`];
  return standing.warnings.map((warning) => `${name}: ${warning}`);
}
