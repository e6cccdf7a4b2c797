import { createInterface } from "node:readline";
import type { Authorization, Callback } from "../../adapters/saxo/login/authorization.ts";
import { readCallback } from "../../adapters/saxo/login/authorization.ts";
import { TradebotError } from "../../core/domain/errors.ts";

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
  try {
    for await (const line of lines) {
      const callback = callbackIn(line.trim(), authorization);
      if (callback.kind !== "foreign") return callback;
      stderr.write(`That was not taken: ${callback.why}. Paste the whole address:\n`);
    }
    throw nothingPasted();
  } finally {
    stop.removeEventListener("abort", end);
    end();
  }
}

function callbackIn(text: string, authorization: Authorization): Callback {
  const url = URL.parse(text);
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
