import path from "node:path";
import { LineSplitter } from "./line-splitter.ts";
import type { ParsedLine } from "./parse-line.ts";
import { logFilesIn, parsed, piecesOf } from "./read-log.ts";

interface Place {
  readonly splitter: LineSplitter;
  bytesRead: number;
}

/** Reads what the log has grown by since it last looked, whichever file it grew in. */
export class LogFollower {
  readonly #directory: string;
  readonly #onUnreadable: (text: string) => void;
  readonly #places = new Map<string, Place>();

  constructor(directory: string, onUnreadable: (text: string) => void) {
    this.#directory = directory;
    this.#onUnreadable = onUnreadable;
  }

  /** Everything there is at first, then what is new; half a line waits for its end. */
  *newLines(): Generator<ParsedLine, void, undefined> {
    const files = logFilesIn(this.#directory);
    for (const { name } of files) yield* this.#newLinesOf(name);
    this.#forgetAllBut(new Set(files.map(({ name }) => name)));
  }

  *#newLinesOf(name: string): Generator<ParsedLine, void, undefined> {
    const place = this.#places.get(name) ?? { splitter: new LineSplitter(), bytesRead: 0 };
    this.#places.set(name, place);
    for (const piece of piecesOf(path.join(this.#directory, name), place.bytesRead)) {
      place.bytesRead += piece.length;
      yield* parsed(place.splitter.push(piece), this.#onUnreadable);
    }
  }

  #forgetAllBut(names: ReadonlySet<string>): void {
    for (const name of this.#places.keys()) if (!names.has(name)) this.#places.delete(name);
  }
}
