import { describe, expect, it } from "vitest";
import { DOCUMENTED_INSTALLATION } from "../../src/schedule/documented-installation.ts";
import type { Installation } from "../../src/schedule/installation.ts";
import { outermost } from "../../src/schedule/systemd-sandbox.ts";
import { systemdUnits } from "../../src/schedule/systemd-units.ts";
import { installation, oddInstallation, ownInstallation } from "./sample-installation.ts";

/** The values of each setting of one unit, in their order. */
function settingsOf(unit: "service" | "alert" | "timer", of: Installation): ReadonlyMap<string, string[]> {
  const suffix = {
    service: `${of.name}.service`,
    alert: `${of.name}-alert@.service`,
    timer: `${of.name}.timer`,
  };
  const text = systemdUnits(of, "heading").find(({ name }) => name === suffix[unit])?.text ?? "";
  const settings = new Map<string, string[]>();
  for (const [, name = "", value = ""] of text.matchAll(/^([A-Z]\w+)=(.*)$/gm)) {
    settings.set(name, [...(settings.get(name) ?? []), value]);
  }
  return settings;
}

const service = (changes: Partial<Installation> = {}) => settingsOf("service", installation(changes));

describe("the service", () => {
  it("runs one cycle with the program's own Node.js", () => {
    expect(service({ envFile: "/etc/b.env", config: "prod" }).get("ExecStart")).toEqual([
      "/srv/bot/node_modules/.bin/node -- /srv/bot/bin/tradebot.mjs --single-cycle --env-file /etc/b.env --config prod",
    ]);
  });

  it("hands odd paths over as they are", () => {
    const odd = settingsOf("service", oddInstallation());
    const place = `/srv/my bot 50%% $$HOME 'q' \\"d\\" <&>`;
    expect(odd.get("ExecStart")).toEqual([
      `"${place.replace("$$", "$")}/node" -- "${place}/tradebot.mjs" --single-cycle --env-file "${place}/x.env"`,
    ]);
    expect(odd.get("WorkingDirectory")).toEqual([`/srv/my bot 50%% $HOME 'q' "d" <&>`]);
    expect(odd.get("ReadWritePaths")).toEqual([`"/srv/my bot 50%% $HOME 'q' \\"d\\" <&>/state"`]);
  });

  it("is over before the next start, and counts a held lock and a stop as no failure", () => {
    const settings = service({ limits: { startSeconds: 100, stopSeconds: 7 } });
    expect(settings.get("TimeoutStartSec")).toEqual(["100"]);
    expect(settings.get("TimeoutStopSec")).toEqual(["7"]);
    expect(settings.get("SuccessExitStatus")).toEqual(["75 130 143"]);
    expect(settings.get("Restart")).toEqual(["no"]);
    expect(settings.get("OnFailure")).toEqual(["ai-tradebot-alert@%n.service"]);
  });

  it("writes where the data is and nowhere else", () => {
    expect(service().get("ReadWritePaths")).toEqual(["/srv/data/state /srv/data/logs"]);
    const documented = settingsOf("service", DOCUMENTED_INSTALLATION);
    expect(documented.get("StateDirectory")).toEqual(["ai-tradebot"]);
    expect(documented.get("LogsDirectory")).toEqual(["ai-tradebot"]);
    expect(documented.get("ReadWritePaths")).toBeUndefined();
    expect(documented.get("ProtectSystem")).toEqual(["strict"]);
  });

  it.each([
    ["/srv/x", "yes", "yes"],
    ["/home/alice/bot", "read-only", "yes"],
    ["/root/bot", "read-only", "yes"],
    ["/homes/alice", "yes", "yes"],
    ["/tmp/bot", "yes", "no"],
    ["/var/tmp/bot", "yes", "no"],
  ])("can see its own %s", (script, protectHome, privateTmp) => {
    expect(service({ script }).get("ProtectHome")).toEqual([protectHome]);
    expect(service({ script }).get("PrivateTmp")).toEqual([privateTmp]);
  });

  it("asks a user's own service manager only for what that can do", () => {
    const settings = settingsOf("service", ownInstallation());
    const privileged = [
      "User",
      "ProtectSystem",
      "PrivateUsers",
      "CapabilityBoundingSet",
      "ReadWritePaths",
      "After",
    ];
    expect(privileged.filter((name) => settings.has(name))).toEqual([]);
    expect(settings.get("NoNewPrivileges")).toEqual(["yes"]);
    expect(settings.get("LimitCORE")).toEqual(["0"]);
  });
});

describe("the alert unit", () => {
  it("names the unit that failed and reads the same settings", () => {
    const alert = settingsOf("alert", installation({ envFile: "/etc/b.env" }));
    expect(alert.get("ExecStart")).toEqual([
      "/srv/bot/node_modules/.bin/node -- /srv/bot/bin/tradebot.mjs alert --unit %i --env-file /etc/b.env",
    ]);
    expect(alert.get("User")).toEqual(["alice"]);
    expect(alert.has("OnFailure")).toBe(false);
  });
});

describe("the timer", () => {
  it("starts by the clock, at an offset of its own, and makes up for nothing", () => {
    const timer = settingsOf("timer", installation());
    expect(Object.fromEntries(timer)).toEqual({
      Description: ["tradebot: a trading cycle every 5 minutes (ai-tradebot)"],
      OnCalendar: ["*-*-* *:00/5:00"],
      RandomizedDelaySec: ["20"],
      FixedRandomDelay: ["true"],
      AccuracySec: ["1s"],
      Persistent: ["false"],
      WantedBy: ["timers.target"],
    });
  });

  it("leaves the jitter to the program where a setting asks for it", () => {
    expect(settingsOf("timer", installation({ jitterSeconds: 0 })).has("RandomizedDelaySec")).toBe(false);
  });
});

describe("outermost", () => {
  it.each([
    [
      ["/a", "/a/b", "/c"],
      ["/a", "/c"],
    ],
    [["/a/b", "/a"], ["/a"]],
    [
      ["/a", "/ab", "/a"],
      ["/a", "/ab"],
    ],
  ])("of %j is %j", (paths, expected) => {
    expect(outermost(paths)).toEqual(expected);
  });
});
