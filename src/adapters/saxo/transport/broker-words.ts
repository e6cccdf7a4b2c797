/** How much of the broker's own words goes into a message or an event. */
const BROKER_WORDS_MAX = 200;

export const brokerWords = (text: string): string =>
  text
    .replace(/[\p{Cc}\p{Cf}\u2028\u2029]+/gu, " ")
    .trim()
    .slice(0, BROKER_WORDS_MAX);
