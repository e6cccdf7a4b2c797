import { lstatSync, rmSync, type Stats } from "node:fs";
import { join } from "node:path";
import { z } from "zod/mini";
import { isoFromTimestamp, timestampFromIso, type Timestamp } from "../../core/domain/time.ts";
import { AMOUNT_LIMITS, type Arming } from "../../core/risk/arming.ts";
import { readTextFile } from "./read-text-file.ts";
import { replaceFile, syncDirectory } from "./replace-file.ts";
import { prepareStateDirectory } from "./state-directory.ts";
import { stateUnwritable } from "./state-error.ts";

const FILE_NAME = "live-arming.json";
export const isArmingName = (name: string): boolean => name === FILE_NAME;

const PRIVATE_MODE = 0o600;

const amount = z.number().check(z.minimum(0));
const Quantity = z.string().check(z.regex(/^\d+(\.\d+)?$/));

const SCHEMA_VERSION = 3;

const ArmingFile = z.object({
  schema_version: z.literal(SCHEMA_VERSION),
  environment: z.literal("LIVE"),
  rest_base: z.string(),
  account_digest: z.string().check(z.minLength(32)),
  account: z.string(),
  armed_at: z.string(),
  expires_at: z.string(),
  is_over: z.optional(z.boolean()),
  by: z.string(),
  limits: z.object({
    max_positions: amount,
    max_daily_trades: amount,
    default_quantity: z.record(z.string(), Quantity),
    sizing: z.enum(["quantity", "value", "risk"]),
    amounts: z.record(z.enum(AMOUNT_LIMITS), Quantity),
    stop_loss_percent: amount,
    take_profit_percent: amount,
    duplicate_buy_policy: z.enum(["block", "allow"]),
    disclaimer_policy: z.enum(["block_all", "auto_accept_normal", "manual_review"]),
    require_market_open: z.boolean(),
    /** Armings of earlier versions do not say it, and agree to none. */
    allow_extended_hours: z._default(z.boolean(), false),
    data_staleness_seconds: amount,
    strategy: z.string(),
    parameters: z.record(z.string(), z.union([z.number(), z.string(), z.boolean()])),
    bar_minutes: amount,
    time_zone: z.string(),
    watchlist: z.array(z.string()),
  }),
});

export type ArmingReading =
  | { readonly kind: "absent" }
  | { readonly kind: "arming"; readonly arming: Arming }
  /** Nobody can say what was agreed to. */
  | { readonly kind: "unusable"; readonly why: string };

export const armingPath = (directory: string): string => join(directory, FILE_NAME);

/** What a person has agreed to; a file that cannot be trusted is no agreement. Never throws. */
export function readArming(directory: string): ArmingReading {
  const path = armingPath(directory);
  try {
    const stats = lstatSync(path, { throwIfNoEntry: false });
    if (stats === undefined) return { kind: "absent" };
    const why = whyDistrusted(stats);
    return why === undefined ? parse(readTextFile(path)) : { kind: "unusable", why };
  } catch (error) {
    return { kind: "unusable", why: error instanceof Error ? error.message : String(error) };
  }
}

function whyDistrusted(stats: Stats): string | undefined {
  if (!stats.isFile()) return "it is no regular file";
  if (process.platform === "win32") return undefined; // access there is by lists, not by modes
  if (stats.uid !== process.geteuid?.()) return "it belongs to another user";
  const mode = stats.mode & 0o777;
  return mode === PRIVATE_MODE ? undefined : `its mode is ${mode.toString(8)} and not 600`;
}

function parse(text: string | undefined): ArmingReading {
  if (text === undefined) return { kind: "absent" };
  const json = jsonOrUndefined(text);
  const { success, data } = ArmingFile.safeParse(json, { jitless: true });
  const armedAt = timestampFromIso(data?.armed_at ?? "");
  const expiresAt = timestampFromIso(data?.expires_at ?? "");
  if (!success || armedAt === undefined || expiresAt === undefined)
    return { kind: "unusable", why: whyUnreadable(json) };
  const { rest_base: restBase, account_digest: accountDigest, account, by, limits } = data;
  return {
    kind: "arming",
    arming: {
      restBase,
      accountDigest,
      account,
      by,
      ...(data.is_over === true ? { isOver: true } : {}),
      armedAt,
      expiresAt,
      limits: {
        maxPositions: limits.max_positions,
        maxDailyTrades: limits.max_daily_trades,
        defaultQuantity: limits.default_quantity,
        sizing: limits.sizing,
        amounts: limits.amounts,
        stopLossPercent: limits.stop_loss_percent,
        takeProfitPercent: limits.take_profit_percent,
        duplicateBuyPolicy: limits.duplicate_buy_policy,
        disclaimerPolicy: limits.disclaimer_policy,
        requireMarketOpen: limits.require_market_open,
        allowExtendedHours: limits.allow_extended_hours,
        stalenessSeconds: limits.data_staleness_seconds,
        strategy: limits.strategy,
        parameters: limits.parameters,
        barMinutes: limits.bar_minutes,
        timeZone: limits.time_zone,
        watchlist: limits.watchlist,
      },
    },
  };
}

/** After an upgrade nothing is broken, and somebody is to know that. */
function whyUnreadable(json: unknown): string {
  const { data } = z.object({ schema_version: z.number() }).safeParse(json, { jitless: true });
  if (data === undefined || data.schema_version === SCHEMA_VERSION) return "it says nothing intelligible";
  return data.schema_version < SCHEMA_VERSION
    ? "an earlier version made it, which did not know all of the limits"
    : "a newer version made it";
}

function jsonOrUndefined(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** As it is kept, and as programs are told of it. */
export function armingDocument(arming: Arming): z.infer<typeof ArmingFile> {
  const { limits } = arming;
  return {
    schema_version: SCHEMA_VERSION,
    environment: "LIVE",
    rest_base: arming.restBase,
    account_digest: arming.accountDigest,
    account: arming.account,
    armed_at: isoFromTimestamp(arming.armedAt),
    expires_at: isoFromTimestamp(arming.expiresAt),
    ...(arming.isOver === true ? { is_over: true } : {}),
    by: arming.by,
    limits: {
      max_positions: limits.maxPositions,
      max_daily_trades: limits.maxDailyTrades,
      default_quantity: { ...limits.defaultQuantity },
      sizing: limits.sizing,
      amounts: { ...limits.amounts },
      stop_loss_percent: limits.stopLossPercent,
      take_profit_percent: limits.takeProfitPercent,
      duplicate_buy_policy: limits.duplicateBuyPolicy,
      disclaimer_policy: limits.disclaimerPolicy,
      require_market_open: limits.requireMarketOpen,
      allow_extended_hours: limits.allowExtendedHours,
      data_staleness_seconds: limits.stalenessSeconds,
      strategy: limits.strategy,
      parameters: { ...limits.parameters },
      bar_minutes: limits.barMinutes,
      time_zone: limits.timeZone,
      watchlist: [...limits.watchlist],
    },
  };
}

/** @throws TradebotError when the directory is not ours alone, or cannot be written */
export function writeArming(directory: string, arming: Arming): void {
  prepareStateDirectory(directory);
  try {
    replaceFile(armingPath(directory), `${JSON.stringify(armingDocument(arming), undefined, 2)}\n`);
  } catch (error) {
    throw stateUnwritable(error, armingPath(directory));
  }
}

/** Keeps that an arming is over, from the first time that is seen. @throws TradebotError when that cannot be written */
export function endArmingOnceOver(directory: string, now: Timestamp): void {
  const reading = readArming(directory);
  if (reading.kind !== "arming") return;
  const { isOver = false, expiresAt } = reading.arming;
  if (!isOver && expiresAt <= now) writeArming(directory, { ...reading.arming, isOver: true });
}

/** @returns whether there was one @throws TradebotError `STATE_UNWRITABLE` when it is still there */
export function removeArming(directory: string): boolean {
  const path = armingPath(directory);
  try {
    if (lstatSync(path, { throwIfNoEntry: false }) === undefined) return false;
    rmSync(path, { force: true });
    syncDirectory(directory);
    return true;
  } catch (error) {
    throw stateUnwritable(error, path);
  }
}
