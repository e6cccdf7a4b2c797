const BARE = /^[A-Za-z0-9_.:/@+,%*()-]+$/;
/** Control, format (bidi, zero-width), private use and line-separating characters: none may reach a terminal raw. */
const UNPRINTABLE = /[\p{Cc}\p{Cf}\p{Co}\p{Zl}\p{Zp}]/gu;

/** What an unknown value prints as; a text that happens to be the same is quoted. */
export const NOT_KNOWN = "-";

export const isBare = (text: string): boolean => BARE.test(text) && text !== NOT_KNOWN;

/** Prints a text so that it cannot end its own token or line; `JSON.parse` of a quoted one gives the text back. */
export function quote(text: string): string {
  if (isBare(text)) return text;
  return JSON.stringify(text).replaceAll(UNPRINTABLE, escapeCodePoint);
}

function escapeCodePoint(character: string): string {
  let escaped = "";
  for (let index = 0; index < character.length; index++) {
    escaped += `\\u${character.charCodeAt(index).toString(16).padStart(4, "0")}`;
  }
  return escaped;
}

/** Cuts a long text and says how many characters are missing: `...+1234`. */
export function cut(text: string, longest: number, alreadyMissing = 0): string {
  const missing = Math.max(0, text.length - longest) + alreadyMissing;
  return missing === 0 ? text : `${text.slice(0, longest)}...+${missing}`;
}
