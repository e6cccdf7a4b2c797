import type { StopRequest } from "../cycle/ports.ts";

type Signal = Extract<NonNullable<StopRequest["reason"]>, { kind: "signal" }>["signal"];

/** A person or the system has ended the command, which had nothing to say yet. */
export class Interrupted extends Error {
  override readonly name = "Interrupted";
  readonly signal: Signal;

  constructor(signal: Signal, cause: unknown) {
    super(`ended by ${signal}`, { cause });
    this.signal = signal;
  }
}
