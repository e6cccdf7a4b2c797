import { execFileSync } from "node:child_process";
import { describe, expect } from "vitest";
import type { Rhythm, StartWindow } from "../../src/schedule/rhythm.ts";
import { systemdCalendars } from "../../src/schedule/systemd-calendar.ts";
import { aboutUnit, loggedEvent } from "./machine/journal.ts";
import { it } from "./machine/machine.ts";
import { startBroker } from "./world/broker.ts";
import {
  ALERT,
  installUnits,
  override,
  property,
  SERVICE,
  TIMER,
  writeSettings,
} from "./world/installed-units.ts";
import { asTradebot } from "./world/program.ts";

const EXPOSURE_MAX = 1.5;
const WRITTEN = ["/var/lib/ai-tradebot", "/var/log/ai-tradebot"];
const FOR_OTHERS = ["(", "-not", "-user", "tradebot", "-or", "-perm", "/077", ")"];

describe.concurrent("the shipped units", () => {
  it("mean something to systemd, every word of them", async ({ machine }) => {
    await installUnits(machine, "");
    const alertOfService = ALERT.replace("@", `@${SERVICE}`);
    expect(
      await machine.run("systemd-analyze", "verify", "--man=no", SERVICE, TIMER, alertOfService),
    ).toEqual({ code: 0, stdout: "", stderr: "" });
  });

  it.for([SERVICE, ALERT])(`leave %s no more exposed than ${EXPOSURE_MAX}`, async (unit, { machine }) => {
    await installUnits(machine, "");
    const assessed = await machine.must(
      "systemd-analyze",
      "security",
      "--offline=true",
      `/etc/systemd/system/${unit}`,
    );
    const [, exposure] = /Overall exposure level for \S+: (\d+\.\d) OK/.exec(assessed) ?? [];
    process.stdout.write(`systemd-analyze security: ${unit} ${String(exposure)}\n`);
    expect(Number(exposure)).toBeLessThanOrEqual(EXPOSURE_MAX);
  });

  it("let a whole cycle run in their sandbox, the order included", async ({ machine }) => {
    await installUnits(machine, "LOG_DIR=/var/log/ai-tradebot\n");
    await machine.must("systemctl", "start", SERVICE);

    expect(await property(machine, SERVICE, "Result")).toBe("success");
    const [end] = await machine.journal.until(1, loggedEvent("cycle_end"));
    expect(end?.["MESSAGE"]).toContain(" outcome=done exit_code=0 ");
    expect(machine.journal.those(loggedEvent("execution_order_filled"))).toHaveLength(1);
    const status: unknown = JSON.parse(await machine.must(...asTradebot("status", "--json")));
    expect(status).toMatchObject({ cycles: [{ outcome: "done", exit_code: 0 }], lock: { state: "free" } });
    const readableForOthers = await machine.must("find", ...WRITTEN, "-not", "-type", "l", ...FOR_OTHERS);
    expect(readableForOthers).toBe("");
  });
});

it("the journal knows the level of each line", async ({ machine, onTestFinished }) => {
  const broker = await startBroker();
  onTestFinished(broker.close);
  const common = "LOG_DIR=/var/log/ai-tradebot\nLOG_LEVEL=DEBUG\n";
  await installUnits(machine, broker.settings + common);
  await machine.must("systemctl", "start", SERVICE);
  await writeSettings(machine, broker.strangersSettings + common);
  expect((await machine.run("systemctl", "start", SERVICE)).code).toBe(1);
  await machine.journal.until(1, aboutUnit(SERVICE, "Failed with result 'exit-code'"));

  const ours = machine.journal.those(({ SYSLOG_IDENTIFIER }) => SYSLOG_IDENTIFIER === "ai-tradebot");
  const lines = ours.filter(({ MESSAGE = "" }) => MESSAGE.includes(" | "));
  const levels = lines.map(({ MESSAGE = "", PRIORITY = "" }) => `${MESSAGE.split(" ")[0] ?? ""} ${PRIORITY}`);
  expect(new Set(levels)).toEqual(new Set(["DEBUG 7", "INFO 6", "WARN 4", "ERROR 3"]));
});

it("a secret comes from systemd's credentials, by the lines that the unit shows", async ({
  machine,
  onTestFinished,
}) => {
  const broker = await startBroker();
  onTestFinished(broker.close);
  const settings = broker.settings.replace(/^SAXO_ACCESS_TOKEN=.*\n/m, "");
  await installUnits(machine, `${settings}LOG_DIR=/var/log/ai-tradebot\n`);
  expect((await machine.run("systemctl", "start", SERVICE)).code).toBe(1);
  expect(await property(machine, SERVICE, "ExecMainStatus")).toBe("78");

  const [line = ""] =
    /(?<=^#)LoadCredential=.*:(.*)$/m.exec(machine.read(`/etc/systemd/system/${SERVICE}`)) ?? [];
  machine.write(line.split(":")[1] ?? "", `${broker.token}\n`, 0o600);
  await override(machine, SERVICE, `[Service]\n${line}\n`);
  await machine.must("systemctl", "start", SERVICE);
  const [end] = await machine.journal.until(1, loggedEvent("cycle_end"));
  expect(end?.["MESSAGE"]).toContain(" outcome=done exit_code=0 ");
  expect(machine.journal.tail(1_000)).not.toContain(broker.token);
});

const OFFICE: StartWindow = {
  start: "09:30",
  end: "16:00",
  days: [1, 2, 3, 4, 5],
  timeZone: "America/New_York",
};
const NIGHT: StartWindow = { start: "22:00", end: "02:00", days: [7], timeZone: "Asia/Tokyo" };

/** Friday, ten minutes before five in New York, where the clocks go forward on Sunday. */
const FRIDAY = "2026-03-06 21:50:00 UTC";

/** The next starts of each line of the calendar, in UTC. */
const RHYTHMS: readonly (readonly [string, Rhythm, readonly (readonly string[])[]])[] = [
  [
    "always and instrument",
    { intervalMinutes: 5 },
    [["Fri 2026-03-06 21:55:00", "Fri 2026-03-06 22:00:00", "Fri 2026-03-06 22:05:00"]],
  ],
  [
    "an interval of two hours",
    { intervalMinutes: 120 },
    [["Fri 2026-03-06 22:00:00", "Sat 2026-03-07 00:00:00", "Sat 2026-03-07 02:00:00"]],
  ],
  [
    "fixed",
    { intervalMinutes: 5, window: OFFICE },
    [["Fri 2026-03-06 21:55:00", "Mon 2026-03-09 13:00:00", "Mon 2026-03-09 13:05:00"]],
  ],
  [
    "fixed, over midnight",
    { intervalMinutes: 30, window: NIGHT },
    [
      ["Sun 2026-03-08 15:00:00", "Sun 2026-03-08 15:30:00", "Sun 2026-03-08 16:00:00"],
      ["Sun 2026-03-08 13:00:00", "Sun 2026-03-08 13:30:00", "Sun 2026-03-08 14:00:00"],
    ],
  ],
];

const startsOf = (expression: string): readonly string[] => {
  const words = ["calendar", `--base-time=${FRIDAY}`, "--iterations=3", expression];
  const text = execFileSync("systemd-analyze", words, { encoding: "utf8", env: { TZ: "UTC" } });
  return [...text.matchAll(/(?:Next elapse|Iter\. #\d): (.*) UTC/g)].map(([, start = ""]) => start);
};

describe("systemd-analyze calendar", () => {
  it.for(RHYTHMS)("gives the starts of %s", ([, rhythm, starts]) => {
    expect(systemdCalendars(rhythm).map(startsOf)).toEqual(starts);
  });
});
