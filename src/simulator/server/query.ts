import { pickEnum } from "./enums.ts";

/** The query of a request: names in any case, unknown ones ignored, lists separated by commas. */
export class Query {
  readonly #values = new Map<string, string>();
  readonly #blank = new Set<string>();
  readonly #unknownWords = new Map<string, readonly string[]>();

  constructor(params: URLSearchParams) {
    for (const [name, value] of params) this.#values.set(name.toLowerCase(), value);
  }

  /** Names of parameters that were asked for and hold nothing. */
  get blank(): ReadonlySet<string> {
    return this.#blank;
  }

  /** By parameter that was asked for, the words of its list that nobody knows. */
  get unknownWords(): ReadonlyMap<string, readonly string[]> {
    return this.#unknownWords;
  }

  /** The value; `undefined` when absent or blank. */
  text(name: string): string | undefined {
    const value = this.#values.get(name.toLowerCase())?.trim();
    if (value !== "") return value;
    this.#blank.add(name);
    return undefined;
  }

  /** `undefined` when absent, `NaN` when it is no whole number. */
  integer(name: string): number | undefined {
    const value = this.text(name);
    if (value === undefined) return undefined;
    return /^-?\d{1,15}$/.test(value) ? Number(value) : Number.NaN;
  }

  list(name: string): readonly string[] {
    const parts = (this.text(name) ?? "").split(",").map((part) => part.trim());
    return parts.filter((part) => part !== "");
  }

  /** The members of a list of known words, in the words' own spelling; unknown ones are left out. */
  words<Word extends string>(name: string, known: readonly Word[]): ReadonlySet<Word> {
    const parts = this.list(name);
    const found = parts.map((part) => pickEnum(known, part));
    const unknown = parts.filter((_, index) => found[index] === undefined);
    if (unknown.length > 0) this.#unknownWords.set(name, unknown);
    return new Set(found.filter((word) => word !== undefined));
  }
}
