import { z } from "zod/mini";
import { described } from "./described.ts";

const count = (description: string): z.ZodMiniNumberFormat =>
  described(z.int().check(z.minimum(0)), description);

/** What a cycle counts; the same names as on its `cycle_end` line. */
export const Counters = z.catchall(
  z.object({
    instruments: count("instruments of the watchlist"),
    instruments_ok: count("instruments with usable data"),
    instruments_failed: count("instruments without"),
    buy_signals: count("buy signals of the strategy"),
    sell_signals: count("sell signals"),
    hold_signals: count("hold signals"),
    approved: count("orders that passed every gate"),
    placed: count("orders the broker accepted"),
    filled: count("orders filled completely"),
    rejected: count("orders the broker refused"),
    dropped: count("intents given up before anything was sent"),
    unknown: count("orders whose outcome nobody knows at the end of the cycle"),
    settled: count("orders whose outcome was established"),
    held_back: z.exactOptional(
      described(
        z.int().check(z.minimum(0)),
        "orders that the kill switch held back; absent in files of versions that had none",
      ),
    ),
    differing: z.exactOptional(
      described(
        z.int().check(z.minimum(0)),
        "instruments in which the broker holds less of ours than our records say; absent in files of versions that did not look",
      ),
    ),

    requests: count("HTTP requests sent"),
  }),
  z.number(),
);
export type Counters = z.infer<typeof Counters>;
