const START_LENGTH = 4;
const TABLE_SIZE = 1 << 16;
const SHORTEST_BASE64 = 16;

/** Whether a character stands in base64, and in which letters. */
const [OTHER, NEUTRAL, SMALL, CAPITAL] = [0, 1, 2, 4];
const KINDS = Uint8Array.from({ length: 128 }, (_, code) => kindOf(String.fromCharCode(code)));

function kindOf(character: string): number {
  if (/[a-z]/.test(character)) return SMALL;
  if (/[A-Z]/.test(character)) return CAPITAL;
  return /[0-9+/_-]/.test(character) ? NEUTRAL : OTHER;
}

/**
 * Tells in one pass over a text whether it is worth a closer look. Every line of the log is searched for every secret
 * in every form; nearly always there is nothing, and that must cost little.
 */
export class QuickSearch {
  /** Words by a number made of their first four characters. */
  readonly #words = new Map<number, string[]>();
  /** Which of these numbers there are: told faster, and made at less cost, than by any list or map of words. */
  readonly #isTaken = new Uint8Array(TABLE_SIZE);
  #hasShortWord = false;

  add(word: string): void {
    if (word.length < START_LENGTH) {
      this.#hasShortWord = true;
      return;
    }
    let key = 0;
    for (let index = 0; index < START_LENGTH; index += 1) key = pushed(key, word.charCodeAt(index));
    this.#words.set(key, [...(this.#words.get(key) ?? []), word]);
    this.#isTaken[key] = 1;
  }

  /** Whether the text holds one of the words, or a run that could be base64; true as well where that cannot be told. */
  isSuspicious(text: string): boolean {
    if (this.#hasShortWord) return true;
    let key = 0;
    let runLength = 0;
    let runKinds = 0;
    for (let index = 0; index < text.length; index += 1) {
      const code = text.charCodeAt(index);
      key = pushed(key, code);
      if (this.#isTaken[key] === 1 && this.#hasWordAt(text, index - START_LENGTH + 1, key)) return true;
      const kind = KINDS[code] ?? OTHER;
      runLength = kind === OTHER ? 0 : runLength + 1;
      runKinds = kind === OTHER ? 0 : runKinds | kind;
      if (runLength >= SHORTEST_BASE64 && runKinds >= (SMALL | CAPITAL)) return true;
    }
    return false;
  }

  #hasWordAt(text: string, position: number, key: number): boolean {
    return this.#words.get(key)?.some((word) => text.startsWith(word, position)) ?? false;
  }
}

/** Four characters push the one before them out. */
const pushed = (key: number, code: number): number => ((key << 4) ^ code) & (TABLE_SIZE - 1);
