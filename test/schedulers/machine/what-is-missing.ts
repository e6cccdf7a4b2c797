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
} as const;
const PLACES = ["/usr/local/sbin", "/usr/local/bin", "/usr/sbin", "/usr/bin", "/sbin", "/bin"];

/** Ends the whole run, rather than skipping what cannot be shown here. */
export default function whatIsMissing(): void {
  if (process.platform !== "linux" || process.getuid?.() !== 0) {
    throw new Error(
      "the schedulers are tested on a Linux machine, as root; found neither or one of them only",
    );
  }
  const packages = Object.entries(NEEDED)
    .filter(([file]) => !isThere(file))
    .map(([, name]) => name);
  if (packages.length === 0) return;
  throw new Error(
    `the tests of the schedulers need more programs; run: apt-get install ${packages.join(" ")}`,
  );
}

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
