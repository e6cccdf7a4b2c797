import { hideSecretShapes } from "../../../core/domain/secret-shapes.ts";

/** How much of the broker's own words goes into a message or an event. */
const BROKER_WORDS_MAX = 200;
/** Searched for secrets: half of one, left by a cut, would not be recognised. */
const SEARCHED_MAX = 8192;

/** The broker's own words, as they may be shown and kept: one line, and nothing in it that looks like a secret. */
export const brokerWords = (text: string): string =>
  hideSecretShapes(
    text
      .replace(/[\p{Cc}\p{Cf}\u2028\u2029]+/gu, " ")
      .trim()
      .slice(0, SEARCHED_MAX),
  ).slice(0, BROKER_WORDS_MAX);
