import type { Installation } from "./installation.ts";
import { configurationWords, jobWords } from "./installation.ts";
import { systemdArgument, systemdPath, systemdWord } from "./quoting.ts";
import type { SchedulerFile } from "./scheduler-file.ts";
import { systemdCalendars } from "./systemd-calendar.ts";
import { sandbox } from "./systemd-sandbox.ts";

/** The name of the timer, which is what is enabled. */
export const timerName = ({ name }: Pick<Installation, "name">): string => `${name}.timer`;
export const serviceName = ({ name }: Pick<Installation, "name">): string => `${name}.service`;
const alertName = ({ name }: Installation): string => `${name}-alert@.service`;

/** The job, the unit that tells somebody when it failed, and the timer that starts it. */
export function systemdUnits(installation: Installation, heading: string): readonly SchedulerFile[] {
  const isKeeper = installation.keepsLoginOf !== undefined; // that of the cycles tells of its failures as well
  return [
    { name: serviceName(installation), text: `# ${heading}\n${service(installation)}` },
    ...(isKeeper ? [] : [{ name: alertName(installation), text: `# ${heading}\n${alert(installation)}` }]),
    { name: timerName(installation), text: `# ${heading}\n${timer(installation)}` },
  ];
}

const CREDENTIAL_EXAMPLES = `# Secrets can stay out of the env file: a credential with the name of the setting is read as well. In a drop-in
# (systemctl edit), for each of the services:
#LoadCredential=SAXO_ACCESS_TOKEN:/etc/ai-tradebot/saxo-access-token
#LoadCredentialEncrypted=SCHEDULER_WEBHOOK_URL:/etc/credstore.encrypted/scheduler-webhook-url`;

function service(installation: Installation): string {
  return installation.keepsLoginOf === undefined
    ? cycleService(installation)
    : keeperService(installation, installation.keepsLoginOf);
}

function keeperService(installation: Installation, cycles: string): string {
  const { name, limits } = installation;
  return `[Unit]
Description=tradebot: renew the login if it is due (${name})
${networkOrder(installation)}OnFailure=${cycles}-alert@%n.service
StartLimitIntervalSec=0

[Service]
Type=oneshot
${runAs(installation)}WorkingDirectory=${systemdPath(installation.workingDirectory)}
ExecStart=${command(installation, jobWords(installation))}
${CREDENTIAL_EXAMPLES}

# 69: the broker does not answer, and the next start tries again while the login lasts. 77: somebody has to log in, which
# the command has told them by itself, once.
SuccessExitStatus=69 77 130 143
Restart=no
# A renewal under way is not cut off by a request to stop: its answer would be lost, and the login with it.
TimeoutStartSec=${limits.startSeconds}
TimeoutStopSec=${limits.stopSeconds}
KillMode=mixed

SyslogIdentifier=${name}
LogRateLimitIntervalSec=0

${sandbox(installation)}`;
}

function cycleService(installation: Installation): string {
  const { name, limits } = installation;
  return `[Unit]
Description=tradebot: one trading cycle (${name})
${networkOrder(installation)}# Whoever was not told by the cycle itself is told by this: killed, out of memory, hung, not even started.
OnFailure=${name}-alert@%n.service
# The timer alone sets the pace; a limit on starts could only leave one out.
StartLimitIntervalSec=0

[Service]
Type=oneshot
${runAs(installation)}WorkingDirectory=${systemdPath(installation.workingDirectory)}
# The two dashes keep --env-file for the program: Node.js has an option of that name, and would take it.
ExecStart=${command(installation, jobWords(installation))}
${CREDENTIAL_EXAMPLES}

# 75: another cycle holds the lock. 130, 143: asked to stop, by a person or by the shutdown of the machine, and ended at
# a safe point with everything saved. None of these is a failure.
SuccessExitStatus=75 130 143
# A failed cycle is repeated by the next start of the timer. An earlier one would ask a broker that is down again at
# once, and OnFailure= would mean something else in each version of systemd.
Restart=no
# A cycle ends by its own deadline (CYCLE_TIMEOUT_SECONDS). This ends one that hangs, before the next start:
# RuntimeMaxSec= has no effect on a oneshot unit.
TimeoutStartSec=${limits.startSeconds}
TimeoutStopSec=${limits.stopSeconds}
KillMode=mixed

SyslogIdentifier=${name}
LogRateLimitIntervalSec=0

${sandbox(installation)}`;
}

function alert(installation: Installation): string {
  const { name } = installation;
  return `[Unit]
Description=tradebot: tell that %i failed
${networkOrder(installation)}
[Service]
Type=oneshot
${runAs(installation)}WorkingDirectory=${systemdPath(installation.workingDirectory)}
ExecStart=${command(installation, ["alert", "--unit", "%i", ...configurationWords(installation)])}
${CREDENTIAL_EXAMPLES}
TimeoutStartSec=60
TimeoutStopSec=5

SyslogIdentifier=${name}-alert

${sandbox(installation)}`;
}

/** `%i` is the one word in which a specifier is meant. */
function command({ runtime, script }: Installation, words: readonly string[]): string {
  const rest = ["--", script, ...words].map((word) => (word === "%i" ? word : systemdArgument(word)));
  return [systemdWord(runtime), ...rest].join(" ");
}

/** A user's own service manager knows nothing of the network. */
const networkOrder = ({ scope }: Installation): string =>
  scope === "system" ? "Wants=network-online.target\nAfter=network-online.target time-sync.target\n" : "";

const runAs = ({ runAs: user }: Installation): string => (user === undefined ? "" : `User=${user}\n`);

function timer(installation: Installation): string {
  const { name, rhythm, keepsLoginOf } = installation;
  const calendars = systemdCalendars(rhythm).map((calendar) => `OnCalendar=${calendar}`);
  const what = keepsLoginOf === undefined ? "a trading cycle" : "a look at the login";
  return `[Unit]
Description=tradebot: ${what} every ${rhythm.intervalMinutes} minutes (${name})

[Timer]
# By the clock and not by the end of the last cycle: that way nothing drifts.
${calendars.join("\n")}
${jitter(installation)}AccuracySec=1s
${persistence(installation)}

[Install]
WantedBy=timers.target
`;
}

const persistence = ({ keepsLoginOf }: Installation): string =>
  keepsLoginOf === undefined
    ? "# Starts that were missed are not made up for: the next one decides on fresh data.\nPersistent=false"
    : "# A machine that was asleep looks at once: what is left of the login may be short.\nPersistent=true";

function jitter({ jitterSeconds }: Installation): string {
  if (jitterSeconds === 0) return "";
  return `# Always the same for this machine and timer, so that the spacing stays even; another on the next machine.
RandomizedDelaySec=${jitterSeconds}
FixedRandomDelay=true
`;
}
