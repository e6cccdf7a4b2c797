import { z } from "zod";
import { TRANSIENT_SUB_STATUSES } from "../exchange/activity.ts";
import type { Fault, Story } from "../server/faults.ts";
import { STORY_ENDPOINTS } from "../server/faults.ts";
import { ENDPOINTS } from "../server/route.ts";

const Seconds = z.number().nonnegative().max(86_400);
const Fields = z.record(z.string().min(1), z.unknown());

const AIM = {
  method: z.enum(["GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS"]).exactOptional(),
  path: z.string().startsWith("/").exactOptional(),
  skip: z.int().nonnegative().exactOptional(),
  count: z.union([z.int().positive(), z.literal("always")]).exactOptional(),
  probability: z.number().positive().max(1).exactOptional(),
};
const ANYWHERE = { ...AIM, endpoint: z.enum(ENDPOINTS).exactOptional() };
const WHEN = z.enum(["before", "after"]).exactOptional();

const instead = <const Kind extends string, Shape extends z.ZodRawShape>(kind: Kind, shape: Shape) =>
  z.strictObject({ kind: z.literal(kind), ...shape, ...ANYWHERE, when: WHEN });

const change = <const Kind extends string, Shape extends z.ZodRawShape>(kind: Kind, shape: Shape) =>
  z.strictObject({ kind: z.literal(kind), ...shape, ...ANYWHERE });

const story = <const Kind extends Story["kind"], Shape extends z.ZodRawShape>(kind: Kind, shape: Shape) =>
  z.strictObject({
    kind: z.literal(kind),
    ...shape,
    ...AIM,
    endpoint: z.enum(STORY_ENDPOINTS[kind]).exactOptional(),
  });

/** Fractions of the amount, as text, so that no sum is blurred. */
const Parts = z
  .array(z.number().positive().max(1).transform(String))
  .min(1)
  .max(100)
  .refine((parts) => Math.abs(parts.map(Number).reduce((sum, part) => sum + part, 0) - 1) < 1e-9, {
    error: "the parts must add up to 1",
  });

/** One fault of a script; see docs/how-to/simulator.md for what each does. */
export const FaultEntry = z.discriminatedUnion("kind", [
  instead("drop", {}),
  instead("hang", { forSeconds: Seconds.exactOptional() }),
  instead("401", {}),
  instead("409", {}),
  instead("503", {}),
  instead("429", {
    resetSeconds: z.union([Seconds, z.literal("none")]).exactOptional(),
    retryAfter: z.union([Seconds, z.string().min(1)]).exactOptional(),
  }),
  instead("html", {}),
  instead("garbage", {}),
  instead("token_expiry", {}),
  instead("invalid_grant", {}),
  instead("status", {
    status: z.int().min(200).max(599),
    body: z.unknown(),
    headers: z
      .record(z.string().regex(/^[A-Za-z0-9-]+$/), z.string().regex(/^[\t\x20-\x7e]*$/))
      .exactOptional(),
  }),
  story("202", {}),
  story("400_live", {}),
  story("late_reject", { afterSeconds: Seconds.exactOptional() }),
  story("slow_venue", { afterSeconds: Seconds, subStatus: z.enum(TRANSIENT_SUB_STATUSES).exactOptional() }),
  story("late_change_reject", {}),
  story("partial_acceptance", {
    child: z.int().nonnegative().max(1).exactOptional(),
    code: z.string().min(1).exactOptional(),
  }),
  story("partial_fill", { parts: Parts, everySeconds: Seconds }),
  story("fill_wins_over_cancel", {}),
  change("slow", { milliseconds: z.int().nonnegative().max(600_000) }),
  change("truncate", { bytes: z.int().nonnegative().exactOptional() }),
  change("content_type", { contentType: z.string().regex(/^[\x20-\x7e]+$/) }),
  change("clock_skew", { seconds: z.int().min(-86_400).max(86_400) }),
  change("trade_level_lost", {}),
  change("add_fields", { fields: Fields }),
  change("replace_values", { field: z.string().min(1), value: z.unknown() }),
  change("remove_fields", { fields: z.array(z.string().min(1)).min(1) }),
]) satisfies z.ZodType<Fault>;
