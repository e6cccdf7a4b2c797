import { Voice } from "./voice.ts";

const { stderr } = process; // the real one: while a strategy's code runs, there is another in its place
const newVoice = (): Voice => new Voice((text) => stderr.write(text));
let voice = newVoice();

/** Of another file: what is left out of one keeps nothing of it back. */
export const beginVoice = (): void => {
  voice = newVoice();
};

/** The line that was begun is printed as it is. */
export const endLine = (): void => {
  voice.end();
};

/** Results are on stdout, and a line among them makes them something else: both lead to stderr. */
const stream = Object.freeze({
  write(chunk: unknown): boolean {
    voice.say(chunk instanceof Uint8Array ? new TextDecoder().decode(chunk) : String(chunk));
    return true;
  },
});

/** What a strategy's code has in the place of the process: where it may print, and nothing else. */
export const processStandIn = (refuse: (name: string) => never): object =>
  new Proxy(Object.freeze({ stdout: stream, stderr: stream }), {
    get: (own, name): unknown => (Object.hasOwn(own, name) ? Reflect.get(own, name) : refuse(nameOf(name))),
    set: (_, name) => refuse(nameOf(name)),
    defineProperty: (_, name) => refuse(nameOf(name)),
  });

const nameOf = (name: string | symbol): string => `process.${String(name)}`;

let consoleOfStrategies: unknown;

/** Node's own kind, which prints there too. */
export function consoleStandIn(): unknown {
  const { Console } = process.getBuiltinModule("node:console"); // taken here: most have no strategy of their own
  const options = { stdout: stream, stderr: stream, ignoreErrors: false, colorMode: false };
  return (consoleOfStrategies ??= Reflect.construct(Console, [options]));
}
