import { describe, expect, it } from "vitest";
import {
  credentialsOf,
  requireLastingSettings,
  scheduledBy,
} from "../../src/cli/schedule/describe-installation.ts";
import type { Configuration } from "../../src/cli/load-configuration.ts";
import { resolveSettings } from "../../src/config/resolve.ts";

type Variables = Readonly<Record<string, string>>;

const configured = (
  file: string,
  environment: Variables = {},
  credentials: Variables = {},
): Configuration => ({
  ...resolveSettings({
    files: [{ name: ".env", text: file }],
    environment,
    readSecretFile: () => ({ kind: "text", text: "invented" }),
    credentials: (name) => credentials[name],
  }),
  files: [".env"],
});

const SIM = "SAXO_ENV=SIM\nWATCHLIST=Stock:211\n";

describe("what the settings say about the schedule", () => {
  it("is five minutes, at all hours, by default", () => {
    expect(
      scheduledBy(configured("STATE_DIR=/data/state\nLOG_DIR=/data/logs\nREPORT_DIR=/data/reports\n")),
    ).toEqual({
      rhythm: { intervalMinutes: 5 },
      limits: { startSeconds: 280, stopSeconds: 45 },
      jitterSeconds: 20,
      dataDirectories: ["/data/state", "/data/logs", "/data/reports"],
    });
  });

  it("follows the window, the cycle's deadline, the program's own jitter and the place of the metrics", () => {
    const file =
      "TRADING_HOURS_MODE=fixed\nTIMEZONE=Europe/London\nCYCLE_TIMEOUT_SECONDS=60\nSCHEDULER_JITTER_SECONDS=10\n" +
      "PROMETHEUS_TEXTFILE=/var/lib/node_exporter/bot.prom\n";
    expect(scheduledBy(configured(file))).toMatchObject({
      rhythm: {
        intervalMinutes: 5,
        window: { start: "09:30", end: "16:00", days: [1, 2, 3, 4, 5], timeZone: "Europe/London" },
      },
      limits: { startSeconds: 100 },
      jitterSeconds: 0,
      dataDirectories: expect.arrayContaining(["/var/lib/node_exporter"]) as readonly string[],
    });
  });

  it.each([
    ["SCHEDULER_INTERVAL_MINUTES=50", /minutes that divide a day, such as 48 or 60$/],
    [
      "SCHEDULER_INTERVAL_MINUTES=1440\nTRADING_HOURS_MODE=fixed",
      /at least one start from TRADING_START 09:30/,
    ],
    ["CYCLE_TIMEOUT_SECONDS=271", /expected together at most 270 seconds/],
    ["MAX_POSITIONS=many", /the configuration is invalid:\n {2}\.env:1: MAX_POSITIONS/],
  ])("cannot be followed with %j", (file, message) => {
    expect(() => scheduledBy(configured(`${file}\n`))).toThrow(message);
  });
});

describe("settings that a scheduler would not have", () => {
  it.each<[string, Variables, Variables]>([
    ["MAX_POSITIONS", { MAX_POSITIONS: "3" }, {}],
    ["SAXO_ACCESS_TOKEN", { SAXO_ACCESS_TOKEN: "invented" }, {}],
    ["SAXO_ACCESS_TOKEN", { SAXO_ACCESS_TOKEN_FILE: "/run/token" }, {}],
  ])("are named: %s", (name, environment, credentials) => {
    const configuration = configured(SIM, environment, credentials);
    expect(() => {
      requireLastingSettings(configuration, environment);
    }).toThrow(`${name}: set in the environment of this command, which the scheduler does not have`);
  });

  it("are none where the file, a file with the secret or the service manager has them", () => {
    for (const configuration of [
      configured(`${SIM}SAXO_ACCESS_TOKEN=invented\n`),
      configured(`${SIM}SAXO_ACCESS_TOKEN_FILE=/etc/token\n`),
      configured(SIM, {}, { saxo_access_token: "invented" }),
    ]) {
      expect(configuration.kind).toBe("valid");
      expect(() => {
        requireLastingSettings(configuration, {});
      }).not.toThrow();
    }
  });

  it("are told apart from credentials, which a unit has to ask for", () => {
    expect(credentialsOf(configured(SIM, {}, { saxo_access_token: "invented" }))).toEqual([
      "saxo_access_token",
    ]);
    expect(credentialsOf(configured(SIM))).toEqual([]);
  });
});
