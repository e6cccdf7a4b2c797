import type { AccountIdentity } from "../../core/domain/account.ts";
import { TradebotError } from "../../core/domain/errors.ts";
import type { Instrument } from "../../core/domain/instrument.ts";
import type { Broker } from "../../cycle/ports/broker.ts";
import { isError, type MarketFacts, type NamedInstrument, type Needs, type Reading } from "./market-facts.ts";

export interface Asking {
  readonly broker: Broker;
  readonly identity: AccountIdentity;
}

/** Everything that the broker says about each of the instruments, asked for at once. */
export async function readMarkets(
  named: readonly NamedInstrument[],
  { broker, identity }: Asking,
  { barsOf, barMinutes }: Pick<Needs, "barsOf" | "barMinutes">,
): Promise<readonly MarketFacts[]> {
  const instruments = named.map(({ instrument }) => instrument);
  const queryFor = (instrument: Instrument) =>
    ({ barMinutes, kind: "latest", count: barsOf(instrument.id) + 1 }) as const; // the newest may still be forming
  const [details, quotes, others] = await Promise.all([
    attempt(() => broker.readInstrumentDetails(identity, instruments)),
    attempt(() => broker.readQuotes(identity, instruments)),
    Promise.all(
      named.map(async (each) => ({
        ...each,
        sessions: await attempt(() => broker.readTradingSessions(each.instrument)),
        bars: await attempt(async () => ({
          count: (await broker.readBars(each.instrument, queryFor(each.instrument))).bars.length - 1,
        })),
      })),
    ),
  ]);
  return others.map((other) => {
    const known = isError(details) ? details : details.get(other.instrument.id);
    const quote = isError(quotes) ? quotes : quotes.get(other.instrument.id);
    return {
      ...other,
      ...(known === undefined ? {} : { details: known }),
      quote: quote ?? { kind: "no_quote", code: "QUOTE_MISSING", reason: "the broker left it out" },
    };
  });
}

export async function attempt<Value extends object>(read: () => Promise<Value>): Promise<Reading<Value>> {
  try {
    return await read();
  } catch (error) {
    if (error instanceof TradebotError) return error;
    throw error;
  }
}
