import { assert } from "../core/domain/assert.ts";

export const SECRET_MASK = "***";
/** The well-known symbol console.log and util.inspect ask for; named here because config imports no Node module. */
const inspection = Symbol.for("nodejs.util.inspect.custom");

/** A text that must not be seen: however it is printed, it shows `***`. */
export class Secret {
  readonly #text: string;

  constructor(text: string) {
    assert(text !== "", "a secret must not be empty");
    this.#text = text;
  }

  /** The text itself, for the one place that sends it. */
  reveal(): string {
    return this.#text;
  }

  toString(): string {
    return SECRET_MASK;
  }

  toJSON(): string {
    return SECRET_MASK;
  }

  [inspection](): string {
    return SECRET_MASK;
  }
}
