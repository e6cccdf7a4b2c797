import type { Installation } from "./installation.ts";

/** One file that a scheduler reads. */
export interface SchedulerFile {
  readonly name: string;
  readonly text: string;
}

/** What every entry of that name begins with that the command has written, for whatever installation. */
export const ownMark = (name: string): string => `Written by tradebot schedule install for ${name} [`;

/** Finds the names of all that the command has written. */
export const OWN_MARK = /Written by tradebot schedule install for ([a-z][a-z0-9-]*) \[/g;

type Identified = Pick<Installation, "name" | "workingDirectory" | "envFile" | "config">;

/**
 * Says of an entry whose it is: two installations must not take each other's place under one name. Reads the same in
 * a comment of whatever format.
 */
export function ownHeading({ name, workingDirectory, envFile, config }: Identified): string {
  const where = [
    workingDirectory,
    ...(envFile === undefined || isUsualPlace(envFile, workingDirectory) ? [] : [`env file ${envFile}`]),
    ...(config === undefined ? [] : [`config ${config}`]),
  ];
  return `${ownMark(name)}${plain(where.join(", "))}]`; // closed, so that no heading begins with another
}

/** It is the same installation while the file is away. */
const isUsualPlace = (envFile: string, workingDirectory: string): boolean =>
  envFile === `${workingDirectory}/.env` || envFile === `${workingDirectory}\\.env`;

const plain = (text: string): string =>
  text
    .replace(
      /[^A-Za-z0-9 _./:\\@+,=%()~-]/gu,
      (character) => `{${(character.codePointAt(0) ?? 0).toString(16)}}`,
    )
    .replaceAll("--", "-{2d}"); // two dashes would end a comment in XML
