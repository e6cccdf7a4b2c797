const LINE_END = 0x0a;
/** Many times the longest line that is ever written; what is longer is no line, and not kept in memory. */
const LONGEST_BYTES = 1024 * 1024;

/** Cuts a stream of bytes into lines, wherever the pieces it comes in begin and end. */
export class LineSplitter {
  #pending = Buffer.alloc(0);

  /** What came after the last end of line. */
  get rest(): string {
    return this.#pending.toString("utf8");
  }

  /** @returns the lines this piece completes, without their ends */
  push(piece: Uint8Array): readonly string[] {
    const bytes = Buffer.concat([this.#pending, piece]);
    const lines: string[] = [];
    let from = 0;
    for (let end = bytes.indexOf(LINE_END); end >= 0; end = bytes.indexOf(LINE_END, from)) {
      lines.push(bytes.toString("utf8", from, end));
      from = end + 1;
    }
    this.#pending = bytes.subarray(from).subarray(0, LONGEST_BYTES);
    return lines;
  }
}
