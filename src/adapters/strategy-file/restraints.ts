import { consoleStandIn, processStandIn } from "./stand-ins.ts";

/** What goes on when the answer has been given, or speaks to others. */
const TAKEN_AWAY: readonly string[] = [
  "setTimeout",
  "setInterval",
  "setImmediate",
  "queueMicrotask",
  "fetch",
  "MessageChannel",
  "BroadcastChannel",
];

/**
 * Takes away from all code what none of a strategy may use; only that may run before it is given back.
 *
 * @param refuse is told of what is used all the same
 * @returns what gives it back
 */
export function restrain(refuse: (what: string) => never): () => void {
  const takeAway = (from: object, name: string, words: string): (() => void) =>
    // a function of the old kind, which may also be called with `new`
    replace(from, name, function () {
      refuse(`called ${words}, which no strategy may`);
    });
  const giveBack = [
    replace(globalThis, "console", consoleStandIn()),
    ...TAKEN_AWAY.map((name) => takeAway(globalThis, name, name)),
    takeAway(AbortSignal, "timeout", "AbortSignal.timeout"),
    replace(
      globalThis,
      "process",
      processStandIn((name) => refuse(`used ${name}, which no strategy may`)),
    ),
  ];
  return () => {
    for (const each of giveBack) each();
  };
}

/** Puts another thing in the place of a member. @returns what puts it back */
function replace(of: object, name: string, value: unknown): () => void {
  const own = Object.getOwnPropertyDescriptor(of, name);
  Object.defineProperty(of, name, { value, configurable: true, writable: true });
  return () => {
    if (own === undefined) Reflect.deleteProperty(of, name);
    else Object.defineProperty(of, name, own);
  };
}
