import type { ConfigurationOptions } from "./program.ts";

/** Commands that our own advice names, each with the options that go with it. */
const ADVISED = /\btradebot (?:login|auth refresh|--single-cycle)(?: --(?:no-browser|dry-run))*/g;

/** Lets advice name the configuration that it is about: without, it would be about another one. */
export function withConfiguration(text: string, { config, envFile }: ConfigurationOptions): string {
  const options = [
    ...(config === undefined ? [] : [`--config ${config}`]),
    ...(envFile === undefined
      ? []
      : [`--env-file ${/^[\w./-]+$/.test(envFile) ? envFile : JSON.stringify(envFile)}`]),
  ].join(" ");
  return options === "" ? text : text.replace(ADVISED, (command) => `${command} ${options}`);
}
