import { createInterface } from "node:readline";
import type { Authorization, Callback } from "../../adapters/saxo/login/authorization.ts";
import { readCallback } from "../../adapters/saxo/login/authorization.ts";
import { TradebotError } from "../../core/domain/errors.ts";
import { printable } from "../output.ts";

interface Terminal {
  readonly stdin: NodeJS.ReadableStream;
  readonly stderr: { write(text: string): unknown };
}

type Answer = Exclude<Callback, { kind: "foreign" }>;

/** Takes the address to which the browser was sent back, as a person pastes it or a pipe brings it. */
export async function pastedCallback(
  { stdin, stderr }: Terminal,
  authorization: Authorization,
  stop: AbortSignal,
): Promise<Answer> {
  const lines = createInterface({ input: stdin, terminal: false });
  const end = (): void => {
    lines.close();
  };
  stop.addEventListener("abort", end);
  let begun = "";
  try {
    for await (const line of lines) {
      const whole = callbackIn(line, authorization);
      const isRest = whole.kind === "foreign" && !isAddress(line);
      const callback = isRest ? callbackIn(begun + line, authorization) : whole;
      if (callback.kind !== "foreign") return callback;
      begun = isAddress(line) ? line : begun + line; // a terminal may have broken it into lines
      stderr.write(`That was not taken: ${printable(callback.why)}. Paste the whole address:\n`);
    }
    throw nothingPasted();
  } finally {
    stop.removeEventListener("abort", end);
    end();
  }
}

/** Whoever copies an address may copy quotes and blanks with it; it holds none itself. */
const bare = (text: string): string => text.replace(/[\s"'<>`]/g, "");

const isAddress = (text: string): boolean => /^https?:\/\//i.test(bare(text));

function callbackIn(text: string, authorization: Authorization): Callback {
  const url = URL.parse(bare(text));
  return url === null
    ? { kind: "foreign", why: "it is no address" }
    : readCallback(url.searchParams, authorization);
}

const nothingPasted = (): TradebotError =>
  new TradebotError({
    code: "INPUT_ENDED",
    message: "the input ended before it held the address to which the browser was sent back",
    exit: "usage",
    hint: "copy the whole address from the browser's address bar, also when its page could not be shown",
  });
