import { accessSync, constants } from "node:fs";
import path from "node:path";

/** Each program these tests need, and the Debian package that has it. */
const NEEDED = {
  unshare: "util-linux",
  mount: "mount",
  "/lib/systemd/systemd": "systemd",
  "dbus-daemon": "dbus",
  "/usr/lib/systemd/user/dbus.socket": "dbus-user-session",
  "/usr/share/pam-configs/systemd": "libpam-systemd",
  cron: "cron",
  faketime: "faketime",
  shellcheck: "shellcheck",
  xmllint: "libxml2-utils",
  "/usr/lib/python3/dist-packages/requests/api.py": "python3-requests",
} as const;
const PLACES = ["/usr/local/sbin", "/usr/local/bin", "/usr/sbin", "/usr/bin", "/sbin", "/bin"];

export const missingPackages = (): readonly string[] =>
  Object.entries(NEEDED)
    .filter(([file]) => !isThere(file))
    .map(([, name]) => name);

const isThere = (file: string): boolean =>
  path.isAbsolute(file) ? canRead(file) : PLACES.some((place) => canRead(path.join(place, file)));

function canRead(file: string): boolean {
  try {
    accessSync(file, constants.R_OK);
    return true;
  } catch {
    return false;
  }
}
