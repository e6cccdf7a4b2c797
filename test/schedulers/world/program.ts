import { ENV_FILE } from "./installed-units.ts";

const PROGRAM = ["/opt/ai-tradebot/node_modules/.bin/node", "--", "/opt/ai-tradebot/bin/tradebot.mjs"];

type Command = readonly [string, ...string[]];

/** The program, as an administrator types it in the directory of the cycles. */
export const asRoot = (...words: readonly string[]): Command => [
  "env",
  "--chdir=/var/lib/ai-tradebot",
  ...PROGRAM,
  ...words,
  `--env-file=${ENV_FILE}`,
];

/** The program, as the user of the cycles. */
export const asTradebot = (...words: readonly string[]): Command => [
  "runuser",
  "--user=tradebot",
  "--",
  ...asRoot(...words),
];

/** A command of a person who is logged in, in her own directory. */
export const asAnna = (userId: string, ...command: readonly string[]): Command => [
  "runuser",
  "--user=anna",
  "--",
  "env",
  "--chdir=/home/anna",
  "HOME=/home/anna",
  `XDG_RUNTIME_DIR=/run/user/${userId}`,
  ...command,
];

/** The program, as a person types it who has it for herself. */
export const asAnnaInBot = (userId: string, ...words: readonly string[]): Command =>
  asAnna(userId, "env", "--chdir=/home/anna/bot", ...PROGRAM, ...words);
