import { en } from "zod/locales";
import { z } from "zod/mini";

const Counters = z.record(z.string(), z.number());
const Facts = z.record(z.string(), z.unknown());

/** Reads back what the store itself has written; anything else there is a contradiction and throws. */
export const parseCounters = (text: string): Readonly<Record<string, number>> =>
  Counters.parse(JSON.parse(text), inEnglish());
export const parseFacts = (text: string): Readonly<Record<string, unknown>> =>
  Facts.parse(JSON.parse(text), inEnglish());

const inEnglish = () => ({ error: en().localeError });
