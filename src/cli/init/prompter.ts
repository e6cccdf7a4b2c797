import { createInterface } from "node:readline";
import { Writable } from "node:stream";
import { TradebotError } from "../../core/domain/errors.ts";

/** Asks a person at a terminal. */
export interface Prompter {
  /** @throws TradebotError when the input ends, `Interrupted` when the person gives up */
  ask(question: string): Promise<string>;
  /** The same without showing what is typed. */
  askSecret(question: string): Promise<string>;
  say(text: string): void;
  close(): void;
}

/** Ctrl-C at a question. */
export class Interrupted extends Error {
  override readonly name = "Interrupted";
}

interface Terminal {
  readonly stdin: NodeJS.ReadableStream;
  readonly stderr: { write(text: string): unknown };
}

/** Questions go to stderr, so that stdout has results alone. */
export function terminalPrompter({ stdin, stderr }: Terminal): Prompter {
  let isHidden = false;
  const output = new Writable({
    write(chunk: Buffer, _encoding, done) {
      if (!isHidden) stderr.write(chunk.toString("utf8"));
      done();
    },
  });
  const lines = createInterface({ input: stdin, output, terminal: true, historySize: 0 });
  let fail: (error: Error) => void = () => undefined;
  lines.on("close", () => {
    fail(inputEnded());
  });
  lines.on("SIGINT", () => {
    fail(new Interrupted("interrupted at a question"));
  });

  const ask = (question: string): Promise<string> =>
    new Promise((resolve, reject) => {
      fail = reject;
      lines.question(question, resolve);
    });
  return {
    ask,
    async askSecret(question) {
      stderr.write(question);
      isHidden = true;
      try {
        return await ask("");
      } finally {
        isHidden = false;
        stderr.write("\n");
      }
    },
    say: (text) => stderr.write(text),
    close: () => {
      lines.close();
    },
  };
}

const inputEnded = (): TradebotError =>
  new TradebotError({
    code: "INPUT_ENDED",
    message: "the input ended before every question was answered; nothing was written",
    exit: "usage",
    hint: "answer at a terminal, or give every answer as an option: tradebot init --help",
  });
