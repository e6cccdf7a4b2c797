import { eachSecond } from "../adapters/system/each-second.ts";
import { printable } from "./output.ts";
import { isTerminal } from "./terminal.ts";

interface Output {
  readonly stderr: { readonly isTTY?: boolean | undefined; write(text: string): unknown };
}

const CLEAR_LINE = "\r\u001b[K";

/** Names the step that is under way. */
export type Say = (step: string) => void;

/** Does a work of some seconds. Who waits at a terminal sees from the second one on what it is about; nobody else does. */
export async function withProgress<Result>(
  { stderr }: Output,
  work: (say: Say) => Promise<Result>,
  everySecond = eachSecond,
): Promise<Result> {
  if (!isTerminal(stderr)) return work(() => undefined);
  const shown = { step: "working", seconds: 0 };
  const end = everySecond((seconds) => {
    shown.seconds = seconds;
    stderr.write(`${CLEAR_LINE}${printable(shown.step)} (${seconds} s)`);
  });
  try {
    return await work((step) => (shown.step = step));
  } finally {
    end();
    if (shown.seconds > 0) stderr.write(CLEAR_LINE);
  }
}
