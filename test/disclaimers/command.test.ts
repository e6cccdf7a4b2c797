import { describe, expect, it } from "vitest";
import { openStore } from "../../src/adapters/store/open-store.ts";
import { checkDisclaimers } from "../../src/cli/doctor/check-disclaimers.ts";
import { addDuration, minutes } from "../../src/core/domain/time.ts";
import type { Disclaimer } from "../../src/core/execution/disclaimers.ts";
import { withReader } from "../support/books.ts";
import { runInProcess } from "../support/run-in-process.ts";
import { START } from "../adapters/store/support-values.ts";
import { temporaryDirectory } from "../adapters/store/temporary-store.ts";

const directory = temporaryDirectory();

const TEXT: Disclaimer = {
  token: "dG9rZW4=",
  title: "Risk \u001b[31mwarning",
  body: "<p>Prices can fall.</p><p>Or rise.</p>",
  isBlocking: false,
  conditions: [{ type: "Checkbox", label: "I have read it" }],
  responses: ["Accepted", "Dismissed"],
};

/** A store in which these texts stood before orders. @returns their hashes */
function stood(...texts: readonly Disclaimer[]): readonly string[] {
  const { store } = openStore({ directory: directory(), now: START });
  const hashes = texts.map((text, index) => store.noteDisclaimer(text, addDuration(START, minutes(index))));
  store.close();
  return hashes;
}

const disclaimers = (args: readonly string[], policy = "manual_review") =>
  runInProcess(["disclaimers", ...args], {
    STATE_DIR: directory(),
    LOG_DIR: `${directory()}/logs`,
    REPORT_DIR: `${directory()}/reports`,
    DISCLAIMER_POLICY: policy,
  });

const answers = () =>
  withReader(directory(), (reader) =>
    reader.recordedDisclaimers().flatMap((text) => text.answers.map(({ answer }) => answer)),
  );

describe("tradebot disclaimers", () => {
  it("says that none has stood before an order, before the first cycle as well", async () => {
    const nothing = { code: 0, stdout: "no disclaimer has stood before an order yet\n", stderr: "" };
    expect(await disclaimers(["list"])).toEqual(nothing);
    stood();
    expect(await disclaimers(["list"])).toEqual(nothing);
  });

  it("lists them, with what the policy makes of each", async () => {
    const [hash] = stood(TEXT);
    const { stdout } = await disclaimers(["list"]);
    expect(stdout).toContain("under manual_review");
    expect(stdout).toContain(
      `${String(hash)}  Risk ?[31mwarning  2026-03-04T09:15:00.000Z  not accepted (DISCLAIMER_NOT_AGREED)`,
    );
    const document: unknown = JSON.parse(
      (await disclaimers(["list", "--json"], "auto_accept_normal")).stdout,
    );
    expect(document).toMatchObject({
      policy: "auto_accept_normal",
      disclaimers: [
        { hash, body: "Prices can fall.\nOr rise.", is_accepted: false, reason: "DISCLAIMER_HAS_CONDITIONS" },
      ],
    });
  });

  it("shows one by the beginning of its hash, or by its token", async () => {
    const [hash = ""] = stood(TEXT);
    for (const which of [hash.slice(0, 6), TEXT.token]) {
      const { code, stdout } = await disclaimers(["show", which]);
      expect(code).toBe(0);
      expect(stdout).toBe(
        `${hash}\nRisk ?[31mwarning\n\n  Prices can fall.\n  Or rise.\n\nto be ticked: I have read it\n`,
      );
    }
  });

  it("keeps the agreement of a person, and lets it be taken back", async () => {
    const [hash = ""] = stood(TEXT);
    const accepted = await disclaimers(["accept", hash, "--yes"]);
    expect([accepted.code, accepted.stdout]).toEqual([0, `agreed to: Risk ?[31mwarning (${hash})\n`]);
    expect((await disclaimers(["list"])).stdout).toMatch(/ accepted +agreed by /);
    expect((await disclaimers(["decline", hash, "--yes"])).code).toBe(0);
    expect((await disclaimers(["list"])).stdout).toContain("not accepted (DISCLAIMER_DECLINED)");
    expect(answers()).toEqual(["agreed", "declined"]);
    expect((await disclaimers(["show", hash])).stdout).toMatch(
      /^answers\n {2}\S+Z {2}agreed {2}by .+\n {2}\S+Z {2}declined {2}by .+$/m,
    );
  });

  it("says that orders stay blocked by one that wants a sentence typed each time", async () => {
    const conditions = [{ type: "UserInput", label: "Type: I understand" }];
    const [hash = ""] = stood({ ...TEXT, conditions });
    const { code, stdout } = await disclaimers(["accept", hash, "--yes"]);
    expect([code, stdout.split("\n")[1]]).toEqual([
      0,
      "orders before which it stands stay blocked all the same: it wants a sentence typed at each of them, which the bot never does",
    ]);
    expect((await disclaimers(["decline", hash, "--yes"])).stdout).not.toContain("stay blocked");
  });

  it("says when the policy goes by no agreement", async () => {
    const [hash = ""] = stood(TEXT);
    const { stdout } = await disclaimers(["accept", hash, "--yes"], "block_all");
    expect(stdout).toContain("DISCLAIMER_POLICY is block_all: the answer counts under manual_review alone\n");
  });

  it("asks a person, and writes nothing down when there is none to answer", async () => {
    const [hash = ""] = stood(TEXT);
    const { code, stderr } = await disclaimers(["accept", hash]);
    expect(code).toBe(64);
    expect(stderr).toContain("Prices can fall.\n  Or rise.");
    expect(stderr).toContain("give --yes to do it without a question");
    expect(answers()).toEqual([]);
  });

  it.each([
    ["of none that is known", ["show", "ffffffff"], 'no disclaimer "ffffffff" is known here'],
    ["of too short a hash", ["show", "0"], 'no disclaimer "0" is known here'],
    ["without a hash", ["accept"], "missing required argument 'hash'"],
  ])("refuses a wish %s", async (_, args, words) => {
    stood(TEXT);
    const { code, stderr } = await disclaimers(args);
    expect(code).toBe(64);
    expect(stderr).toContain(words);
  });

  it("lets nobody agree to a blocking one", async () => {
    const [hash = ""] = stood({ ...TEXT, isBlocking: true });
    const { code, stderr } = await disclaimers(["accept", hash, "--yes"]);
    expect(code).toBe(64);
    expect(stderr).toContain("is blocking: Saxo lets nobody accept it");
    expect(answers()).toEqual([]);
  });
});

describe("the doctor on disclaimers", () => {
  const recorded = () => withReader(directory(), (reader) => reader.recordedDisclaimers());
  const at = (policy: "block_all" | "auto_accept_normal", days: number) => ({
    policy,
    now: addDuration(START, minutes(days * 24 * 60)),
  });
  const NORMAL = { ...TEXT, title: "Risk", conditions: [] };

  it("is content without any, with one that is accepted, and with one asked for long ago", () => {
    stood();
    expect(checkDisclaimers(recorded(), at("block_all", 0)).verdict).toBe("ok");
    stood(NORMAL);
    expect(checkDisclaimers(recorded(), at("auto_accept_normal", 1))).toEqual({
      name: "disclaimers",
      verdict: "ok",
      finding: "1 known, 1 asked for lately, none stands before orders",
    });
    expect(checkDisclaimers(recorded(), at("block_all", 8)).verdict).toBe("ok");
  });

  it("warns of one that keeps orders from being placed", () => {
    const [hash = ""] = stood(NORMAL);
    expect(checkDisclaimers(recorded(), at("block_all", 1))).toMatchObject({
      verdict: "warn",
      finding: `orders are not placed before "Risk" (${hash}, DISCLAIMER_POLICY), by DISCLAIMER_POLICY=block_all`,
    });
  });
});
