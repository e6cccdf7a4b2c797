import type { Host } from "./main.ts";

interface Stream {
  readonly isTTY?: boolean | undefined;
}

const COLOURS = { green: 32, yellow: 33, red: 31, bold: 1, dim: 2 } as const;
export type Colour = keyof typeof COLOURS;
export type Paint = (text: string, colour: Colour) => string;

/** Colours where a person looks on and has not said no to them (https://no-color.org); otherwise the text as it is. */
export function painter(stream: Stream, env: Host["env"]): Paint {
  const isWanted = isTerminal(stream) && (env["NO_COLOR"] ?? "") === "" && env["TERM"] !== "dumb";
  return (text, colour) => (isWanted ? `\u001b[${COLOURS[colour]}m${text}\u001b[0m` : text);
}

export const isTerminal = ({ isTTY }: Stream): boolean => isTTY === true;
