import { chownSync, existsSync, mkdirSync, statSync, type Stats } from "node:fs";
import path from "node:path";
import type { Machine } from "../../adapters/scheduler/machine.ts";
import { TradebotError } from "../../core/domain/errors.ts";
import { DOCUMENTED_INSTALLATION } from "../../schedule/documented-installation.ts";

/** A user that system-wide cycles run as. */
interface ServiceUser {
  readonly name: string;
  readonly id: number;
  readonly groupId: number;
}

const ROOT_ID = 0;
const USER_NAME = /^[A-Za-z_][A-Za-z0-9_.-]*$/;

/** Whoever owns the working directory, unless another is named; never root. */
export async function serviceUserName(machine: Machine, wanted: string | undefined): Promise<string> {
  if (wanted !== undefined) return wanted;
  const { uid } = statSync(".");
  if (uid === ROOT_ID || process.platform === "win32") return DOCUMENTED_INSTALLATION.runAs ?? "";
  const { code, stdout } = await machine.run("id", ["-un", String(uid)]);
  return code === 0 ? stdout.trim() : (DOCUMENTED_INSTALLATION.runAs ?? "");
}

/** @throws TradebotError when there is no such user, or it is root */
export async function requireServiceUser(machine: Machine, name: string): Promise<ServiceUser> {
  const numbers = async (flag: "-u" | "-g"): Promise<number> => {
    const { code, stdout } = USER_NAME.test(name)
      ? await machine.run("id", [flag, "--", name])
      : { code: 1, stdout: "" };
    return code === 0 ? Number(stdout.trim()) : NaN;
  };
  const [id, groupId] = [await numbers("-u"), await numbers("-g")];
  if (Number.isInteger(id) && id !== ROOT_ID) return { name, id, groupId };
  throw new TradebotError({
    code: "SERVICE_USER_UNUSABLE",
    message: id === ROOT_ID ? "cycles do not run as root" : `there is no user "${name}" to run cycles as`,
    exit: "configuration",
    hint: `make one with: useradd --system --home-dir / --shell /usr/sbin/nologin ${DOCUMENTED_INSTALLATION.runAs ?? ""}; or name another with --run-as`,
  });
}

/** @throws TradebotError naming what the user could not read or write when its cycles are started */
export function requireAccess(
  user: ServiceUser,
  { files, directories }: Record<"files" | "directories", readonly string[]>,
): void {
  const isForeign = (place: string): boolean => {
    const standing = standingOf(place);
    return standing !== undefined && standing.uid !== user.id;
  };
  const foreign = [
    ...files.filter((file) => isForeign(file) && !isReadableByAll(standingOf(file))),
    ...directories.filter(isForeign),
  ];
  if (foreign.length === 0) return;
  throw new TradebotError({
    code: "SERVICE_USER_SHUT_OUT",
    message: `cycles would run as ${user.name}, who does not own ${foreign.map((place) => `"${place}"`).join(", ")}`,
    exit: "configuration",
    hint: `run: chown -R ${user.name}: ${foreign.join(" ")}; or name another user with --run-as`,
  });
}

const standingOf = (place: string): Stats | undefined => statSync(place, { throwIfNoEntry: false });
const isReadableByAll = (standing: Stats | undefined): boolean => ((standing?.mode ?? 0) & 0o004) !== 0;

/** Makes what the sandbox opens: only there can a directory not be made later. */
export function makeDirectories(user: ServiceUser, directories: readonly string[]): void {
  for (const directory of directories.filter((place) => !existsSync(place))) {
    if (!existsSync(path.dirname(directory))) {
      throw new TradebotError({
        code: "DIRECTORY_MISSING",
        message: `there is no directory "${path.dirname(directory)}" to make "${directory}" in`,
        exit: "storage_unwritable",
        hint: `run: install -d -m 0700 -o ${user.name} ${directory}`,
      });
    }
    mkdirSync(directory, { mode: 0o700 });
    chownSync(directory, user.id, user.groupId);
  }
}
