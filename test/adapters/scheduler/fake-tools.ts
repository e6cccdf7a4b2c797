import { chmodSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { onTestFinished } from "vitest";
import { replaceFile } from "../../../src/adapters/files/replace-file.ts";
import type { Machine } from "../../../src/adapters/scheduler/machine.ts";
import { systemMachine } from "../../../src/adapters/scheduler/machine.ts";
import { scratchDirectory } from "../../support/scratch-directory.ts";

/** Shell scripts in the place of the system's tools. They keep what they are told in files, and note every call. */
const TOOLS: Readonly<Record<string, string>> = {
  "systemd-analyze": `
if [ -e "$FAKE/verify-fails" ]; then cat "$FAKE/verify-fails" >&2; exit 1; fi`,
  systemctl: `
[ "$1" = --user ] && shift
case "$1" in
  enable) if [ -e "$FAKE/enable-fails" ]; then echo "Failed to enable unit" >&2; exit 1; fi; : >"$FAKE/enabled" ;;
  start | restart) : >"$FAKE/active" ;;
  disable) rm -f "$FAKE/enabled" "$FAKE/active" ;;
  is-enabled) [ -e "$FAKE/enabled" ] ;;
  show)
    for unit in "$@"; do :; done
    case "$unit" in
      *.timer)
        if [ -e "$FAKE/enabled" ]; then echo UnitFileState=enabled; else echo UnitFileState=disabled; fi
        if [ -e "$FAKE/active" ]; then echo ActiveState=active; else echo ActiveState=inactive; fi
        [ -e "$FAKE/no-next" ] || echo "NextElapseUSecRealtime=Wed 2026-03-04 09:20:13 UTC" ;;
      *) if [ -e "$FAKE/service" ]; then cat "$FAKE/service"; else echo ActiveState=inactive; fi ;;
    esac ;;
esac`,
  loginctl: `
if [ -e "$FAKE/lingers" ]; then echo yes; else echo no; fi`,
  crontab: `
case "$1" in
  -l) if [ -e "$FAKE/crontab" ]; then cat "$FAKE/crontab"; else echo "no crontab for $LOGNAME" >&2; exit 1; fi ;;
  -r) rm "$FAKE/crontab" ;;
  -) if [ -e "$FAKE/crontab-forgets" ]; then cat >/dev/null; else cat >"$FAKE/crontab"; fi ;;
esac`,
  schtasks: `
case "$1" in
  /Create) cp "$5" "$FAKE/task" ;;
  /Delete) rm "$FAKE/task" ;;
  /Query)
    [ -e "$FAKE/task" ] || { echo "ERROR: The system cannot find the file specified." >&2; exit 1; }
    if [ "$4" = /XML ]; then cat "$FAKE/task"
    else printf '"HOST","\\\\x","3/4/2026 9:20:00 AM","Ready","Interactive only","3/4/2026 9:15:00 AM","%s","rest"\\r\\n' "$(cat "$FAKE/last-result")"
    fi ;;
esac`,
  plutil: `
if [ -e "$FAKE/verify-fails" ]; then echo "Unexpected character" >&2; exit 1; fi`,
  launchctl: `
case "$1" in
  bootstrap) : >"$FAKE/loaded" ;;
  bootout) [ -e "$FAKE/loaded" ] || exit 3; rm "$FAKE/loaded" ;;
  print) [ -e "$FAKE/loaded" ] || exit 113; printf '\\tstate = not running\\n\\tlast exit code = 75\\n' ;;
esac`,
};

export interface FakeMachine extends Machine {
  readonly directory: string;
  /** Every call of a tool so far, with its arguments. */
  calls(): readonly string[];
  /** Leaves a file for the tools to find. */
  put(name: string, text?: string): void;
  take(name: string): void;
  fake(name: string): string | undefined;
}

/** A machine whose tools are our own, but for the shell they are written in. */
export function fakeMachine(...tools: readonly string[]): FakeMachine {
  const directory = scratchDirectory();
  onTestFinished(() => {
    rmSync(directory, { recursive: true });
  });
  const bin = path.join(directory, "bin");
  const home = path.join(directory, "home");
  for (const made of [bin, home]) mkdirSync(made);
  for (const tool of tools) {
    const file = path.join(bin, tool);
    writeFileSync(file, `#!/bin/sh\necho "\${0##*/} $*" >>"$FAKE/calls"${TOOLS[tool] ?? ""}\n`);
    chmodSync(file, 0o755);
  }
  addShellTools(bin);
  const machine = systemMachine({ PATH: bin, FAKE: directory, HOME: home, LOGNAME: "alice" }, replaceFile);
  const at = (name: string): string => path.join(directory, name);
  return {
    ...machine,
    directory,
    calls: () => (existsSync(at("calls")) ? readFileSync(at("calls"), "utf8").trim().split("\n") : []),
    put(name, text = "") {
      writeFileSync(at(name), text);
    },
    take(name) {
      rmSync(at(name));
    },
    fake: (name) => (existsSync(at(name)) ? readFileSync(at(name), "utf8") : undefined),
  };
}

/** The few real programs that the scripts need; the real schedulers' tools may lie beside them. */
function addShellTools(bin: string): void {
  for (const tool of ["cat", "rm", "cp"]) {
    const file = path.join(bin, tool);
    writeFileSync(file, `#!/bin/sh\nPATH=/usr/bin:/bin exec ${tool} "$@"\n`);
    chmodSync(file, 0o755);
  }
}

export const OWNERSHIP = { mark: "Written for bot: ", heading: "Written for bot: /srv/bot" } as const;
export const OTHERS_HEADING = "Written for bot: /srv/another";
