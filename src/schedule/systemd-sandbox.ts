import type { Installation } from "./installation.ts";
import { systemdWord } from "./quoting.ts";

/** What a cycle, or whoever writes into its place, may do; nothing else. */
export function sandbox(installation: Installation): string {
  if (installation.scope === "user") return WITHOUT_PRIVILEGES;
  return [directories(installation), fileSystem(installation), NAMESPACES, WITHOUT_PRIVILEGES].join("\n");
}

const MANAGED = [
  { root: "/var/lib/", setting: "StateDirectory" },
  { root: "/var/log/", setting: "LogsDirectory" },
] as const;
const MANAGEABLE = /^[A-Za-z0-9_-][A-Za-z0-9_.-]*(\/[A-Za-z0-9_-][A-Za-z0-9_.-]*)*$/;

/** Directories in the usual places are made by systemd, as this user's alone; others have to be there already. */
function directories({ dataDirectories }: Installation): string {
  const bySetting = new Map<string, string[]>();
  for (const directory of outermost(dataDirectories)) {
    const place = MANAGED.find(
      ({ root }) => directory.startsWith(root) && MANAGEABLE.test(directory.slice(root.length)),
    );
    const setting = place?.setting ?? "ReadWritePaths";
    const written = place === undefined ? systemdWord(directory) : directory.slice(place.root.length);
    bySetting.set(setting, [...(bySetting.get(setting) ?? []), written]);
  }
  return [...bySetting]
    .flatMap(([setting, words]) => [
      `${setting}=${words.join(" ")}`,
      ...(setting === "ReadWritePaths" ? [] : [`${setting}Mode=0700`]),
    ])
    .join("\n");
}

/** Without those that lie in another one. */
export const outermost = (paths: readonly string[]): readonly string[] =>
  [...new Set(paths)].filter((path) => !paths.some((other) => path.startsWith(`${other}/`)));

/** What the sandbox would hide stays visible where the installation itself lies in it. */
function fileSystem(installation: Installation): string {
  const { runtime, script, workingDirectory, envFile, dataDirectories } = installation;
  const used = [
    runtime,
    script,
    workingDirectory,
    ...(envFile === undefined ? [] : [envFile]),
    ...dataDirectories,
  ];
  const isUsed = (...roots: readonly string[]): boolean =>
    used.some((path) => roots.some((root) => `${path}/`.startsWith(root)));
  return `UMask=0077
ProtectSystem=strict
ProtectHome=${isUsed("/home/", "/root/", "/run/user/") ? "read-only" : "yes"}
PrivateTmp=${isUsed("/tmp/", "/var/tmp/") ? "no" : "yes"}`;
}

/** What only the machine's own service manager can set up. */
const NAMESPACES = `PrivateDevices=yes
DevicePolicy=closed
PrivateUsers=yes
PrivateMounts=yes
PrivateIPC=yes
ProtectClock=yes
ProtectHostname=yes
ProtectControlGroups=yes
ProtectKernelLogs=yes
ProtectKernelModules=yes
ProtectKernelTunables=yes
# The pid subset of /proc is not asked for: the lock reads there when the machine was started.
ProtectProc=invisible
RemoveIPC=yes
CapabilityBoundingSet=
AmbientCapabilities=
KeyringMode=private`;

/** What a user's own service manager can do as well. AF_UNIX is the lock's, AF_NETLINK the resolver's. */
const WITHOUT_PRIVILEGES = `NoNewPrivileges=yes
RestrictAddressFamilies=AF_UNIX AF_INET AF_INET6 AF_NETLINK
RestrictNamespaces=yes
RestrictRealtime=yes
RestrictSUIDSGID=yes
LockPersonality=yes
# Node.js compiles while it runs: it is killed at once where memory cannot be both written and executed.
MemoryDenyWriteExecute=no
SystemCallArchitectures=native
SystemCallFilter=@system-service
SystemCallFilter=~@privileged @resources
SystemCallErrorNumber=EPERM
# A core file would hold every secret.
LimitCORE=0
MemoryMax=512M
TasksMax=64
`;
