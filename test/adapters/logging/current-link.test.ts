import { execFile } from "node:child_process";
import {
  linkSync,
  lstatSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { describe, expect, it } from "vitest";
import { LINK_NAME, pointLinkAt } from "../../../src/adapters/logging/current-link.ts";
import { temporaryDirectory } from "./support.ts";

const CHILD = fileURLToPath(new URL("./link-child.ts", import.meta.url));
const run = promisify(execFile);

describe("the name of the current file", () => {
  it("stays a symbolic link, and none fails, while several processes move it", async () => {
    const directory = temporaryDirectory();
    const move = (date: string) => run(process.execPath, [CHILD, directory, date, "4000"]);
    await Promise.all(["2026-11-18", "2026-11-19", "2026-11-20"].map(move));
    expect(readlinkSync(path.join(directory, LINK_NAME))).toMatch(/^bot\.2026-11-(18|19|20)\.2\.log$/);
    expect(readdirSync(directory).filter((name) => name.endsWith(".new"))).toEqual([]);
  });

  it("is not taken from a log of somebody's own", () => {
    const directory = temporaryDirectory();
    writeFileSync(path.join(directory, LINK_NAME), "mine");
    writeFileSync(path.join(directory, "bot.2026-11-20.1.log"), "");
    expect(() => {
      pointLinkAt(path.join(directory, "bot.2026-11-20.1.log"));
    }).toThrow("is not a link of this program: move it away");
    expect(readFileSync(path.join(directory, LINK_NAME), "utf8")).toBe("mine");
  });

  it("goes on from a hard link, and from what a killed process of the same number left", () => {
    const directory = temporaryDirectory();
    const [old, next] = ["bot.2026-11-19.1.log", "bot.2026-11-20.1.log"].map((name) =>
      path.join(directory, name),
    );
    if (old === undefined || next === undefined) expect.fail();
    for (const file of [old, next]) writeFileSync(file, "");
    linkSync(old, path.join(directory, LINK_NAME));
    symlinkSync(path.basename(old), path.join(directory, `.bot.log.${process.pid}.new`));
    pointLinkAt(next);
    expect(lstatSync(path.join(directory, LINK_NAME)).isSymbolicLink()).toBe(true);
    expect(readdirSync(directory).sort()).toEqual(
      [path.basename(old), path.basename(next), LINK_NAME].sort(),
    );
  });
});
