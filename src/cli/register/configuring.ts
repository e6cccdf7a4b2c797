import type { Commands } from "./commands.ts";
import { JSON_OPTION } from "./commands.ts";

/** Commands that set up and check an installation. */
export function registerConfiguring({ program, run }: Commands): void {
  const config = program.command("config").description("show or check the configuration");
  config
    .command("show")
    .description("print the effective value, origin and default of each setting, secrets masked")
    .option(...JSON_OPTION)
    .action(async ({ json }: { json?: boolean }) => {
      const { runConfigShow } = await import("../commands/config.ts");
      await run(json, runConfigShow);
    });
  config
    .command("check")
    .description("name every fault of the configuration; exit 0 when there is none, 78 otherwise")
    .option(...JSON_OPTION)
    .action(async ({ json }: { json?: boolean }) => {
      const { runConfigCheck } = await import("../commands/config.ts");
      await run(json, runConfigCheck);
    });
}
