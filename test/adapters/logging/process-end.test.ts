import { spawn } from "node:child_process";
import { readdirSync, readFileSync, readlinkSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { parseLog } from "../../support/log-lines.ts";
import { temporaryDirectory } from "./support.ts";

const CHILD = fileURLToPath(new URL("./child.ts", import.meta.url));

interface Ended {
  readonly stdout: string;
  readonly stderr: string;
}

async function run(command: string, args: readonly string[], zone = "UTC"): Promise<Ended> {
  const child = spawn(command, args, {
    env: { ...process.env, TZ: zone },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let stdout = "";
  let stderr = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => (stdout += text));
  child.stderr.setEncoding("utf8").on("data", (text: string) => (stderr += text));
  await new Promise((resolve, reject) => child.once("close", resolve).once("error", reject));
  return { stdout, stderr };
}

describe("no line is lost", () => {
  it.each(["return", "exit", "throw", "reject", "abort", "SIGTERM", "SIGKILL"])(
    "when the process ends by %s",
    async (end) => {
      const directory = temporaryDirectory();
      const { stdout } = await run(process.execPath, [CHILD, directory, "2026-11-20", "3000", end]);
      const lines = parseLog(readFileSync(path.join(directory, "bot.log"), "utf8"));
      expect(lines.map(({ fields }) => fields["uic"])).toEqual(
        Array.from({ length: 3000 }, (_, index) => String(index + 1)),
      );
      expect(stdout).toBe("degraded=false\n");
    },
  );
});

describe("the date in the file's name", () => {
  it.each(["Pacific/Kiritimati", "Pacific/Pago_Pago"])("is that of the line, also in %s", async (zone) => {
    const directory = temporaryDirectory();
    for (const date of ["2026-11-20", "2026-11-21"])
      await run(process.execPath, [CHILD, directory, date, "2", "return"], zone);
    expect(readdirSync(directory).sort()).toEqual([
      "bot.2026-11-20.1.log",
      "bot.2026-11-21.1.log",
      "bot.log",
    ]);
    expect(readlinkSync(path.join(directory, "bot.log"))).toBe("bot.2026-11-21.1.log");
  });
});

describe("a full disk", () => {
  it("neither stops the caller nor costs a line on stderr, and is said once", async () => {
    const directory = temporaryDirectory();
    const limited = 'ulimit -f 40; exec "$0" "$@"'; // 512-byte blocks or kilobytes, as the shell counts
    const args = ["-c", limited, process.execPath, CHILD, directory, "2026-11-20", "3000", "return"];
    const { stdout, stderr } = await run("/bin/sh", args);

    expect(stdout).toBe("degraded=true\n");
    const events = parseLog(stderr).map(({ event }) => event);
    expect(events.filter((event) => event === "log_write_failed")).toHaveLength(1);
    expect(events.filter((event) => event === "marketdata_instrument_failed")).toHaveLength(3000);
    const written = readFileSync(path.join(directory, "bot.log"), "utf8");
    expect(written.length).toBeGreaterThan(20_000);
    expect(parseLog(written.slice(0, written.lastIndexOf("\n") + 1)).length).toBeGreaterThan(50);
  });
});
