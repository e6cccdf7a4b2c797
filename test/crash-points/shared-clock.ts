import { readFileSync, writeFileSync } from "node:fs";
import { addDuration, durationMs, timestamp, type Timestamp } from "../../src/core/domain/time.ts";
import { VirtualClock } from "../../src/selftest/virtual-clock.ts";

/** A virtual clock in a file, so that a command and the broker it talks to live by the same one. */
export class SharedClock extends VirtualClock {
  readonly #file: string;

  constructor(file: string, startIso: string) {
    super(startIso);
    this.#file = file;
    this.#write(super.now());
  }

  override now(): Timestamp {
    return timestamp(Number(readFileSync(this.#file, "utf8")));
  }

  override advance(milliseconds: number): void {
    super.advance(milliseconds);
    this.#write(addDuration(this.now(), durationMs(Math.ceil(milliseconds))));
  }

  #write(now: Timestamp): void {
    writeFileSync(this.#file, String(now));
  }
}
