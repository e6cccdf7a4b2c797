import { fstatSync, readSync } from "node:fs";

const NEWLINE = 0x0a;

/** Whether an open file ends in half a line, left by a disk that was full or a process that was killed. */
export function endsTorn(descriptor: number): boolean {
  const { size } = fstatSync(descriptor);
  const last = Buffer.of(NEWLINE);
  if (size > 0) readSync(descriptor, last, 0, 1, size - 1);
  return last[0] !== NEWLINE;
}
