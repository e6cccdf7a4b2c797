import { describe, expect, it } from "vitest";
import { ownHeading } from "../../src/schedule/scheduler-file.ts";

describe("the heading of an entry", () => {
  it.each([
    ["/srv/bot", undefined, "/srv/bot"],
    ["/srv/bot", "/srv/bot/.env", "/srv/bot"],
    [String.raw`C:\bot`, String.raw`C:\bot\.env`, String.raw`C:\bot`],
    ["/srv/bot", "/etc/bot.env", "/srv/bot, env file /etc/bot.env"],
    ["/srv/bot", "/srv/bot/.env.old", "/srv/bot, env file /srv/bot/.env.old"],
  ])(
    "is the same whether the usual env file is there or away: %s, %s",
    (workingDirectory, envFile, where) => {
      const identity = { name: "second", workingDirectory, ...(envFile === undefined ? {} : { envFile }) };
      expect(ownHeading(identity)).toBe(`Written by tradebot schedule install for second [${where}]`);
    },
  );
});
