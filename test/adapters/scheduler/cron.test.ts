import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { installCron, readCron, removeCron, type CronEntry } from "../../../src/adapters/scheduler/cron.ts";
import { splitCrontab, withBlock } from "../../../src/adapters/scheduler/crontab-block.ts";
import { fakeMachine, OTHERS_HEADING, OWNERSHIP } from "./fake-tools.ts";

const END = "# End for bot";
const block = (line: string, heading: string = OWNERSHIP.heading): string =>
  `# ${heading}\n${line}\n${END}\n`;

const entry = (changes: Partial<CronEntry> = {}): CronEntry => ({
  scope: "user",
  name: "bot",
  text: block("*/5 * * * * x"),
  endMark: END,
  isTextKnown: true,
  ownership: OWNERSHIP,
  platform: "darwin", // where no daemon is looked for
  ...changes,
});

const THEIRS = "MAILTO=me\n0 1 * * * backup\n";

describe("installing into a crontab", () => {
  it.each([
    [undefined, entry().text],
    [THEIRS, `${THEIRS}${entry().text}`],
    ["0 1 * * * no line end", `0 1 * * * no line end\n${entry().text}`],
    [`a\n${block("old")}b\n`, `a\n${entry().text}b\n`],
  ])("puts its lines into %j and touches no other", async (before, after) => {
    const machine = fakeMachine("crontab");
    if (before !== undefined) machine.put("crontab", before);
    const { changes, standing } = await installCron(machine, entry());
    expect(machine.fake("crontab")).toBe(after);
    expect(changes).toEqual([{ place: "the user's crontab", change: "written" }]);
    expect(standing).toMatchObject({ isInstalled: true, isEnabled: true, warnings: [] });
  });

  it("changes nothing the second time", async () => {
    const machine = fakeMachine("crontab");
    await installCron(machine, entry());
    const { changes } = await installCron(machine, entry());
    expect(changes).toEqual([{ place: "the user's crontab", change: "unchanged" }]);
    expect(machine.calls().filter((call) => call === "crontab -")).toHaveLength(1);
  });

  it("refuses a crontab in which nobody can say what is ours", async () => {
    const machine = fakeMachine("crontab");
    const torn = `# ${OWNERSHIP.heading}\n*/5 * * * * x\n0 1 * * * backup\n`;
    machine.put("crontab", torn);
    await expect(installCron(machine, entry())).rejects.toMatchObject({ code: "SCHEDULER_FAILED" });
    await expect(removeCron(machine, entry())).rejects.toMatchObject({ code: "SCHEDULER_FAILED" });
    expect(machine.fake("crontab")).toBe(torn);
  });

  it("leaves another installation's lines alone", async () => {
    const machine = fakeMachine("crontab");
    machine.put("crontab", block("theirs", OTHERS_HEADING));
    await expect(installCron(machine, entry())).rejects.toMatchObject({ code: "SCHEDULE_NOT_OURS" });
    expect(machine.fake("crontab")).toBe(block("theirs", OTHERS_HEADING));
  });

  it("says so when the crontab does not hold what was written", async () => {
    const machine = fakeMachine("crontab");
    machine.put("crontab", THEIRS);
    machine.put("crontab-forgets");
    await expect(installCron(machine, entry())).rejects.toMatchObject({
      message: "cannot write the user's crontab: what it holds afterwards is not what was written",
    });
    expect(machine.fake("crontab")).toBe(THEIRS);
  });

  it("names the missing command", async () => {
    await expect(installCron(fakeMachine(), entry())).rejects.toMatchObject({
      code: "SCHEDULER_TOOL_MISSING",
      message: 'cannot find the command "crontab" of the scheduler',
    });
  });
});

describe("removing from a crontab", () => {
  it.each([
    [entry().text, undefined, "removed"],
    [`${THEIRS}${entry().text}`, THEIRS, "removed"],
    [THEIRS, THEIRS, "absent"],
    [undefined, undefined, "absent"],
  ])("leaves of %j %j: %s", async (before, after, change) => {
    const machine = fakeMachine("crontab");
    if (before !== undefined) machine.put("crontab", before);
    const { changes } = await removeCron(machine, entry());
    expect(changes[0]?.change).toBe(change);
    expect(machine.fake("crontab")).toBe(after);
  });
});

describe("reading cron's standing", () => {
  it("warns where no daemon runs, and where the line is an old one", async () => {
    const machine = fakeMachine("crontab");
    machine.put("crontab", block("old"));
    const standing = await readCron({ ...machine, read: () => undefined }, entry({ platform: "linux" }));
    expect(standing.isEnabled).toBeUndefined();
    expect(standing.warnings).toEqual([
      "the user's crontab does not hold what this version and these settings would write; run tradebot schedule install cron again",
      "no cron daemon seems to run (/run/crond.pid); start it, or nothing will start cycles",
    ]);
  });

  it("knows the daemon by its process", async () => {
    const machine = fakeMachine("crontab");
    machine.put("crontab", entry().text);
    const files = new Map([
      ["/run/crond.pid", "41\n"],
      ["/proc/41/stat", "41 (cron) S"],
    ]);
    const standing = await readCron(
      { ...machine, read: (file) => files.get(file) },
      entry({ platform: "linux" }),
    );
    expect(standing).toMatchObject({ isEnabled: true, warnings: [] });
  });
});

describe("a block in a crontab", () => {
  it("can be put in and taken out without a trace", () => {
    const marks = { begin: "# begin ", end: "# end" };
    const lines = fc.array(fc.stringMatching(/^[ -~]{0,20}$/), { maxLength: 8 });
    fc.assert(
      fc.property(lines, (given) => {
        const crontab = given.map((line) => `${line}\n`).join("");
        const inside = withBlock(crontab, splitCrontab(crontab, marks), "# begin x\nline\n# end\n");
        const parts = splitCrontab(inside, marks);
        expect(parts.kind).toBe("present");
        expect(withBlock(inside, parts, "")).toBe(crontab);
      }),
    );
  });

  it.each([
    ["# begin x\nline\n", "damaged"],
    ["line\n# end\n", "damaged"],
    ["# end\n# begin x\n", "damaged"],
    ["# begin x\n# end\n# begin x\n# end\n", "damaged"],
    ["# beginning\n", "absent"],
  ])("%j is %s", (crontab, kind) => {
    expect(splitCrontab(crontab, { begin: "# begin ", end: "# end" }).kind).toBe(kind);
  });
});
