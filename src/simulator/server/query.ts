import { pickEnum } from "./enums.ts";

/** The query of a request: names in any case, unknown ones ignored, lists separated by commas. */
export class Query {
  readonly #values = new Map<string, string>();

  constructor(params: URLSearchParams) {
    for (const [name, value] of params) this.#values.set(name.toLowerCase(), value);
  }

  /** The value; `undefined` when absent or blank. */
  text(name: string): string | undefined {
    const value = this.#values.get(name.toLowerCase())?.trim();
    return value === undefined || value === "" ? undefined : value;
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
    const found = this.list(name).map((part) => pickEnum(known, part));
    return new Set(found.filter((word) => word !== undefined));
  }
}
