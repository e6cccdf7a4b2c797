import { Misconduct } from "../../core/strategy/misconduct.ts";
import { restrain } from "./restraints.ts";

const theirs = new WeakSet<Promise<unknown>>();
let isWatching = false;

/**
 * What a strategy's code has left to run later, which no one can take back: it runs, and can do nothing any more. Nor does
 * an error in it come back as one of the program.
 */
export function disarm(promises: readonly Promise<unknown>[]): void {
  if (promises.length === 0) return;
  for (const promise of promises) hear(promise);
  if (isWatching) return;
  isWatching = true;
  watch();
}

function watch(): void {
  let giveBack: (() => void) | undefined;
  const made: Promise<unknown>[] = [];
  process.getBuiltinModule("node:v8").promiseHooks.createHook({
    init(promise) {
      if (giveBack !== undefined) made.push(promise);
    },
    before(promise) {
      if (theirs.has(promise)) giveBack ??= restrain(refuse);
    },
    after() {
      giveBack?.();
      giveBack = undefined;
      made.splice(0).forEach(hear);
    },
  });
}

function hear(promise: Promise<unknown>): void {
  theirs.add(promise);
  promise.then(undefined, () => undefined);
}

const refuse = (what: string): never => {
  throw new Misconduct(what);
};
