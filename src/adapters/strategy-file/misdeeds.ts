import { Misconduct } from "../../core/strategy/misconduct.ts";

/** What marks a module of a user's strategy: to Node it is another one than the same file before. */
export const instanceMark = (instance: number): string => `?instance=${instance}`;
const OWN_FRAME = /\?instance=\d+:/;

/** What may not be called. Node's own modules have ways to all the others. */
const OF_THE_PROCESS: readonly string[] = ["exit", "reallyExit", "abort", "kill", "getBuiltinModule"];
const LATER: readonly string[] = ["setTimeout", "setInterval", "setImmediate", "queueMicrotask"];

/** Keeps what no strategy may do from being done, and remembers the first of it. */
export class Misdeeds {
  #first: string | undefined;
  readonly #begun: Promise<unknown>[] = [];
  readonly #giveBack: readonly (() => void)[];

  constructor() {
    const { promiseHooks } = process.getBuiltinModule("node:v8"); // taken here: most have no strategy of their own
    this.#giveBack = [
      ...OF_THE_PROCESS.map((name) => this.#takeAway(process, name, `process.${name}`)),
      ...LATER.map((name) => this.#takeAway(globalThis, name, name)),
      promiseHooks.onInit((promise) => {
        if (!OWN_FRAME.test(new Error().stack ?? "")) return; // Node's own, while it loads the file
        this.#begun.push(promise);
        this.note("made a promise: a strategy cannot wait for anything (async, await, import())");
      }) as () => void,
    ];
  }

  note(what: string): void {
    this.#first ??= what;
  }

  /** @throws Misconduct when there was any */
  end(): void {
    for (const giveBack of this.#giveBack) giveBack();
    // what it began is not waited for, and must not come back as an error of the program
    for (const promise of this.#begun) promise.then(undefined, () => undefined);
    if (this.#first !== undefined) throw new Misconduct(this.#first);
  }

  #takeAway(from: object, name: string, words: string): () => void {
    const own = Object.getOwnPropertyDescriptor(from, name);
    const refuse = (): never => {
      const what = `called ${words}, which no strategy may`;
      this.note(what);
      throw new Misconduct(what);
    };
    Object.defineProperty(from, name, { value: refuse, configurable: true, writable: true });
    return () => {
      if (own === undefined) Reflect.deleteProperty(from, name);
      else Object.defineProperty(from, name, own);
    };
  }
}
