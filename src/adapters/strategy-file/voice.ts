import { hideSecretShapes } from "../../core/domain/secret-shapes.ts";

const MARK = "tradebot: the strategy says: ";
const MOST_LINES = 100;
const LONGEST_LINE = 500;

/**
 * What a user's own code prints, on its way to a person: every line marked as the strategy's, and never more of them than
 * somebody reads. A strategy is examined by thousands of evaluations, and each of them may print.
 */
export class Voice {
  readonly #write: (text: string) => void;
  #begun = "";
  #lines = 0;

  constructor(write: (text: string) => void) {
    this.#write = write;
  }

  say(text: string): void {
    if (this.#lines > MOST_LINES) return;
    const lines = (this.#begun + text).split("\n");
    this.#begun = (lines.pop() ?? "").slice(0, LONGEST_LINE + 1);
    for (const line of lines) this.#tell(line);
  }

  /** The line that was begun is not waited for any longer. */
  end(): void {
    if (this.#begun !== "") this.say("\n");
  }

  #tell(line: string): void {
    this.#lines += 1;
    if (this.#lines > MOST_LINES + 1) return;
    const isTooMuch = this.#lines > MOST_LINES;
    this.#write(
      `${MARK}${isTooMuch ? `more than ${MOST_LINES} lines, and the rest is left out` : shown(line)}\n`,
    );
  }
}

/** It is shown no secret, and may come by one all the same. */
function shown(line: string): string {
  const printable = line.replace(/[\p{Cc}\p{Cf}\u2028\u2029]/gu, "?");
  const cut = printable.length > LONGEST_LINE ? `${printable.slice(0, LONGEST_LINE)}...` : printable;
  return hideSecretShapes(cut);
}
