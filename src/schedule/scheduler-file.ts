import type { Installation } from "./installation.ts";

/** One file that a scheduler reads. */
export interface SchedulerFile {
  readonly name: string;
  readonly text: string;
}

/** What the first words of everything the command writes are: what has them not is somebody else's. */
export const OWN_MARK = "Written by tradebot schedule install";

/** Says of an entry whose it is: two installations must not take each other's place under one name. */
export function ownHeading({ name, workingDirectory, envFile, config }: Installation): string {
  const where = [
    workingDirectory,
    ...(envFile === undefined ? [] : [`env file ${envFile}`]),
    ...(config === undefined ? [] : [`config ${config}`]),
  ];
  return `${OWN_MARK} for ${name}: ${where.join(", ")}`;
}
