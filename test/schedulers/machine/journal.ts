import { createInterface } from "node:readline";
import type { Readable } from "node:stream";

/** A line of systemd's journal, by the names that systemd.journal-fields(7) gives. */
export type Entry = Readonly<Partial<Record<string, string>>>;
export type Claim = (entry: Entry) => boolean;

/** The machine's journal from its first line on, as it grows. */
export class Journal {
  readonly #entries: Entry[] = [];
  readonly #readers = new Set<() => void>();

  /** @param output of `journalctl --output=json --follow` */
  constructor(output: Readable) {
    createInterface({ input: output }).on("line", (line) => {
      this.#entries.push(JSON.parse(line) as Entry);
      for (const read of this.#readers) read();
    });
  }

  those(claim: Claim): readonly Entry[] {
    return this.#entries.filter(claim);
  }

  /** Waits until so many entries are as claimed. @returns all of them */
  async until(count: number, claim: Claim): Promise<readonly Entry[]> {
    const { promise, resolve } = Promise.withResolvers<readonly Entry[]>();
    const read = (): void => {
      const found = this.those(claim);
      if (found.length >= count) resolve(found);
    };
    this.#readers.add(read);
    read();
    try {
      return await promise;
    } finally {
      this.#readers.delete(read);
    }
  }

  /** The latest lines, for people. */
  tail(count: number): string {
    return this.#entries
      .slice(-count)
      .map(
        ({ SYSLOG_IDENTIFIER = "", PRIORITY = "", MESSAGE = "" }) =>
          `${SYSLOG_IDENTIFIER} <${PRIORITY}> ${MESSAGE}`,
      )
      .join("\n");
  }
}

/** What systemd says about a unit that begins so. */
export const aboutUnit =
  (unit: string, words: string): Claim =>
  ({ SYSLOG_IDENTIFIER, UNIT, MESSAGE = "" }) =>
    SYSLOG_IDENTIFIER === "systemd" && UNIT === unit && MESSAGE.includes(words);

/** Lines of the program about an event. */
export const loggedEvent =
  (event: string, ...fields: readonly string[]): Claim =>
  ({ SYSLOG_IDENTIFIER, MESSAGE = "" }) =>
    SYSLOG_IDENTIFIER === "ai-tradebot" &&
    MESSAGE.includes(` | ${event} | `) &&
    fields.every((field) => ` ${MESSAGE} `.includes(` ${field} `));
