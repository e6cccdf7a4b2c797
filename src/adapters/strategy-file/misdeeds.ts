import { Misconduct } from "../../core/strategy/misconduct.ts";
import { disarm } from "./leftovers.ts";
import { restrain } from "./restraints.ts";
import { endLine } from "./stand-ins.ts";

/** What marks a module of a user's strategy: to Node it is another one than the same file before. */
export const instanceMark = (instance: number): string => `?instance=${instance}`;
const OWN_FRAME = /\?instance=\d+:/;
const DEEPEST_FRAMES = 200;

/** Keeps what no strategy may do from being done, and remembers the first of it. */
export class Misdeeds {
  #first: string | undefined;
  readonly #begun: Promise<unknown>[] = [];
  readonly #giveBack: readonly (() => void)[];

  constructor() {
    const { promiseHooks } = process.getBuiltinModule("node:v8"); // taken here: most have no strategy of their own
    this.#giveBack = [
      promiseHooks.onInit((promise) => {
        if (!isOwnCode()) return; // Node's own, while it loads the file
        this.#begun.push(promise);
        this.note("made a promise: a strategy cannot wait for anything (async, await, import())");
      }) as () => void,
      restrain((what) => {
        this.note(what);
        throw new Misconduct(what);
      }),
    ];
  }

  note(what: string): void {
    this.#first ??= what;
  }

  /** @throws Misconduct when there was any */
  end(): void {
    for (const giveBack of this.#giveBack) giveBack();
    endLine();
    disarm(this.#begun);
    if (this.#first !== undefined) throw new Misconduct(this.#first);
  }
}

/** Whether a strategy's code has led here, however deep, and whatever it has made of the traces of errors. */
function isOwnCode(): boolean {
  const { stackTraceLimit } = Error;
  Error.stackTraceLimit = DEEPEST_FRAMES;
  const { stack = "" } = new Error();
  Error.stackTraceLimit = stackTraceLimit;
  return OWN_FRAME.test(stack);
}
