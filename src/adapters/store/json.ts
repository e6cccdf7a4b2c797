import { en } from "zod/locales";
import { z } from "zod/mini";
import { assert } from "../../core/domain/assert.ts";
import { decimal } from "../../core/domain/decimal.ts";
import { instrumentFromId, type InstrumentId } from "../../core/domain/instrument.ts";
import { timestamp } from "../../core/domain/time.ts";

const Counters = z.record(z.string(), z.number());
const Facts = z.record(z.string(), z.unknown());

/** Decimals write themselves as text. */
export const StoredDecimal = z.pipe(z.string(), z.transform(decimal));
export const StoredTimestamp = z.pipe(z.int(), z.transform(timestamp));
export const StoredInstrumentId = z.pipe(
  z.string(),
  z.transform((text): InstrumentId => {
    const instrument = instrumentFromId(text);
    assert(instrument !== undefined, `the store holds "${text}", which is no instrument`);
    return instrument.id;
  }),
);

/** Reads back what the store itself has written; anything else there is a contradiction and throws. */
export const parseStored = <Schema extends z.ZodMiniType>(schema: Schema, text: string): z.output<Schema> =>
  schema.parse(JSON.parse(text), { error: en().localeError });

export const parseCounters = (text: string): Readonly<Record<string, number>> => parseStored(Counters, text);
export const parseFacts = (text: string): Readonly<Record<string, unknown>> => parseStored(Facts, text);
