import { Secret } from "../secret.ts";
import type { ValueKind } from "./value-kind.ts";
import { alternatives, fault, value } from "./value-kind.ts";

/** One of a few words, in any case; each stands for a value. */
export function choice<Value>(meanings: Readonly<Record<string, Value>>): ValueKind<Value> {
  const entries = Object.entries(meanings);
  const words = alternatives(entries.map(([word]) => word));
  return {
    expected: words,
    read(text) {
      const known = entries.find(([word]) => word.toLowerCase() === text.toLowerCase());
      return known === undefined ? fault("no such choice") : value(known[1]);
    },
  };
}

/** One of a few words, in any case; each stands for itself. */
export function oneOf<const Word extends string>(words: readonly Word[]): ValueKind<Word> {
  const meanings: Record<string, Word> = {};
  for (const word of words) meanings[word] = word;
  return choice(meanings);
}

export const trueOrFalse: ValueKind<boolean> = choice({ true: true, false: false });

export interface NumberRange {
  readonly min: number;
  readonly max: number;
  /** Plural: `seconds`, `basis points`. */
  readonly unit?: string;
}

function rangeInWords(what: string, range: NumberRange): string {
  const unit = range.unit === undefined ? "" : `, in ${range.unit}`;
  return `${what} from ${range.min} to ${range.max}${unit}`;
}

function numberOf(form: RegExp, what: string, range: NumberRange): ValueKind<number> {
  return {
    expected: rangeInWords(what, range),
    read(text) {
      if (!form.test(text)) return fault(`not ${what}`);
      const found = Number(text);
      if (found < range.min) return fault(`below ${range.min}`);
      return found > range.max ? fault(`above ${range.max}`) : value(found);
    },
  };
}

export const wholeNumber = (range: NumberRange): ValueKind<number> =>
  numberOf(/^-?\d+$/, "a whole number", range);

export const decimalNumber = (range: NumberRange): ValueKind<number> =>
  numberOf(/^-?\d+(\.\d+)?$/, "a number", range);

export const directory: ValueKind<string> = {
  expected: "the path of a directory, absolute or from the directory the program starts in",
  read: (text) => (text.trim() === "" ? fault("blank") : value(text)),
};

export const filePath: ValueKind<string> = {
  expected: "the path of a file, absolute or from the directory the program starts in",
  read: (text) => (text.trim() === "" || /[/\\]$/.test(text) ? fault("names no file") : value(text)),
};

export const strategyFile: ValueKind<string> = {
  expected: "the path of a file whose name ends in .ts",
  read: (text) => (/[^/\\]\.ts$/.test(text) ? value(text) : fault("does not end in .ts")),
};

export const prometheusFile: ValueKind<string> = {
  expected: "the path of a file whose name ends in .prom",
  read: (text) => (/[^/\\]\.prom$/.test(text) ? value(text) : fault("does not end in .prom")),
};

/** Printable ASCII without spaces: what an HTTP header can carry. Never repeats what it read. */
export const secretText: ValueKind<Secret> = {
  expected: "the text as Saxo shows it, without spaces or line breaks",
  read: (text) =>
    /^[\x21-\x7e]+$/.test(text)
      ? value(new Secret(text))
      : fault("holds a space, a line break or a character that no key or token has"),
};
