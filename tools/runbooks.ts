import { DOCUMENTED_INSTALLATION } from "../src/schedule/documented-installation.ts";
import type { SchedulerFile } from "../src/schedule/scheduler-file.ts";
import { systemdUnits } from "../src/schedule/systemd-units.ts";

const heading = (place: string): string =>
  `For ${place}; tradebot schedule install writes the same with the paths of your own installation.`;

const asRunbook = ({ name, text }: SchedulerFile, prefix: string): readonly [string, () => string] => [
  `runbooks/${prefix}${name}`,
  () => text,
];

/** The runbooks that are configuration and nothing else, by their path in the repository. */
export const RUNBOOK_FILES: Readonly<Record<string, () => string>> = Object.fromEntries([
  ...systemdUnits(DOCUMENTED_INSTALLATION, heading("/etc/systemd/system/")).map((file) =>
    asRunbook(file, "systemd-"),
  ),
]);
