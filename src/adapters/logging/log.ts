import type { CycleId } from "../../core/domain/ids.ts";
import type { Timestamp } from "../../core/domain/time.ts";
import type { EventEmitter } from "../../events/emitter.ts";
import type { Level } from "../../events/event.ts";
import type { ConsoleStyle } from "./console-style.ts";
import type { LogContext } from "./line-format.ts";
import type { Rotation } from "./rotation.ts";

export interface Log extends EventEmitter {
  /** Puts the cycle's number on every line from here on. */
  bindCycle(id: CycleId): void;
  /** Puts the strategy's name on every line from here on, in place of its file's. */
  bindStrategy(label: string): void;
  /** Hides a value, in all its usual encodings, on every line from here on. */
  addSecret(secret: string): void;
  /** Whether a line could not be written to the file; the lines then go to stderr alone. */
  readonly isDegraded: boolean;
  /** Lines are written as they come, so this only tries again what the disk refused; later lines go to stderr alone. */
  flushAndClose(): void;
}

export interface LogOptions {
  readonly directory: string;
  /** Events below it are not written anywhere. */
  readonly level: Level;
  readonly now: () => Timestamp;
  readonly context: LogContext;
  readonly stderr: { write(text: string): unknown };
  /** Hidden from the first line on, as by `addSecret`. */
  readonly secrets: readonly string[];
  /** Whatever it is, a line that cannot be written to the file goes to stderr. */
  readonly console: ConsoleStyle;
}

/** Of a process that may begin files. */
export interface HolderLogOptions extends LogOptions {
  readonly rotation: Rotation;
}

const RANK: Readonly<Record<Level, number>> = { debug: 0, info: 1, warn: 2, error: 3 };

export const isShown = (level: Level, threshold: Level): boolean => RANK[level] >= RANK[threshold];
