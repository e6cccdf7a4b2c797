import { spawn, spawnSync } from "node:child_process";
import { createServer } from "node:http";
import { fileURLToPath } from "node:url";
import { inject } from "vitest";
import { assert } from "../../src/core/domain/assert.ts";
import { minutes } from "../../src/core/domain/time.ts";
import { portOf } from "../../src/simulator/server/http-server.ts";
import { startSimulator, type Simulator } from "../../src/simulator/start-simulator.ts";
import type { Environment, Workspace } from "../cli/workspace.ts";
import { SHIFT_CLOCK } from "../support/command.ts";
import { decide, shownAddress, TEST_OAUTH } from "../support/login-world.ts";
import { wordsOf } from "./written-commands.ts";

type Traded = "SIM" | "LIVE";

/** A Saxo with sign-in pages, and somebody at a keyboard who has an app there. */
export interface SaxoDesk {
  /** @returns the exit code */
  readonly type: (line: string) => Promise<number | null>;
  /** Lets so much time pass without a renewal that a login is over. */
  readonly loseLogin: () => void;
  readonly close: () => Promise<void>;
}

export async function openSaxoDesk(bot: Workspace, traded: Traded): Promise<SaxoDesk> {
  const redirectUri = `http://localhost:${await freePort()}/callback`;
  const simulator = await startSimulator({
    statePath: `${bot.directory}/saxo.db`,
    now: bot.now,
    oauth: { ...TEST_OAUTH, redirectUris: [redirectUri] },
  });
  const env = { ...basesOf(simulator, traded), SAXO_REDIRECT_URI: redirectUri };
  const type = (line: string): Promise<number | null> | number | null => {
    const [, secretFile] = /^\(umask 077 && cat > (\S+)\)$/.exec(line) ?? [];
    if (secretFile !== undefined) return pasteSecret(bot, secretFile, { simulator, traded });
    const [, command] = /^npx tradebot (.*)$/.exec(line) ?? [];
    if (command === undefined) return typeInShell(line, bot);
    const words = wordsOf(command);
    return words.includes("login") ? typeLogin(words, { bot, env, simulator }) : typeCommand(words, bot, env);
  };
  return {
    type: async (line) => type(line),
    loseLogin() {
      bot.pass(TEST_OAUTH.lifetimes.refreshToken + minutes(1));
    },
    close: () => simulator.close(),
  };
}

const basesOf = (simulator: Simulator, traded: Traded): Environment =>
  traded === "SIM"
    ? { SAXO_REST_BASE: simulator.restBase, SAXO_AUTH_BASE: simulator.authBase }
    : { SAXO_REST_BASE: simulator.liveRestBase, SAXO_AUTH_BASE: simulator.liveAuthBase };

const typeCommand = async (words: readonly string[], bot: Workspace, env: Environment) =>
  (await bot.run(words, env)).code;

const typeInShell = (line: string, bot: Workspace): number | null =>
  spawnSync("sh", ["-c", line], { cwd: bot.directory }).status;

/** What the developer portal shows of the app with a secret. */
function pasteSecret(
  bot: Workspace,
  file: string,
  { simulator, traded }: { readonly simulator: Simulator; readonly traded: Traded },
): number {
  const app = simulator.oauth?.applications.find(
    ({ environment, secret }) => environment === traded && secret !== undefined,
  );
  assert(app?.secret !== undefined, "the simulator has an app with a secret");
  bot.write(file, `${file.endsWith("-secret") ? app.secret : app.key}\n`);
  return 0;
}

interface Keyboard {
  readonly bot: Workspace;
  readonly env: Environment;
  readonly simulator: Simulator;
}

/** Allows the app what it asks for, and lets the browser go where it is sent, or pastes that. */
function typeLogin(words: readonly string[], { bot, env, simulator }: Keyboard): Promise<number | null> {
  const entry = fileURLToPath(new URL(`../../${inject("entry")}`, import.meta.url));
  const child = spawn(process.execPath, ["--import", SHIFT_CLOCK, entry, ...words], {
    cwd: bot.directory,
    stdio: ["pipe", "ignore", "pipe"],
    env: { ...env, TEST_CLOCK_START: String(bot.now()) },
  });
  const isPasted = words.includes("--no-browser");
  let text = "";
  return new Promise((resolve, reject) => {
    const answer = async (address: string): Promise<void> => {
      const back = await decide({ simulator }, address);
      if (isPasted) child.stdin.end(`${back}\n`);
      else await (await fetch(back)).text();
    };
    child.stderr.setEncoding("utf8").on("data", (more: string) => {
      const isAnswered = shownAddress(text) !== undefined;
      text += more;
      const address = shownAddress(text);
      if (!isAnswered && address !== undefined) answer(address).catch(reject);
    });
    child.on("error", reject).on("close", resolve);
  });
}

/** No two tests of the machine listen on the same one. */
async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const port = portOf(server);
  await new Promise((resolve) => server.close(resolve));
  return port;
}
