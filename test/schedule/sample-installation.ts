import type { Installation } from "../../src/schedule/installation.ts";

const WITHOUT_USER: Installation = {
  name: "ai-tradebot",
  scope: "system",
  runtime: "/srv/bot/node_modules/.bin/node",
  script: "/srv/bot/bin/tradebot.mjs",
  workingDirectory: "/srv/data",
  dataDirectories: ["/srv/data/state", "/srv/data/logs"],
  rhythm: { intervalMinutes: 5 },
  limits: { startSeconds: 270, stopSeconds: 45 },
  jitterSeconds: 20,
};

/** An installation in an ordinary place. */
export const installation = (changes: Partial<Installation> = {}): Installation => ({
  ...WITHOUT_USER,
  runAs: "alice",
  ...changes,
});

/** The same as a user's own. */
export function ownInstallation(changes: Partial<Installation> = {}): Installation {
  return { ...WITHOUT_USER, scope: "user", ...changes };
}

const ODD = `/srv/my bot 50% $HOME 'q' "d" <&>`;

/** One whose every path has whatever a format could stumble over. */
export const oddInstallation = (changes: Partial<Installation> = {}): Installation =>
  installation({
    runtime: `${ODD}/node`,
    script: `${ODD}/tradebot.mjs`,
    workingDirectory: ODD,
    envFile: `${ODD}/x.env`,
    dataDirectories: [`${ODD}/state`],
    ...changes,
  });
