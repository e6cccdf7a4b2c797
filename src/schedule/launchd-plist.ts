import type { Installation } from "./installation.ts";
import { jobWordsWithJitter } from "./installation.ts";
import { xmlText } from "./quoting.ts";
import type { Rhythm } from "./rhythm.ts";
import { calendarOf, HOURS_OF_DAY } from "./rhythm.ts";

/**
 * A launchd job. It is started at all hours, whatever the window: launchd knows no zones, and would want each start of
 * a week written down.
 */
export function launchdPlist(installation: Installation, heading: string): string {
  const { name, runtime, script, workingDirectory, runAs, limits, rhythm } = installation;
  const words = [runtime, "--", script, ...jobWordsWithJitter(installation)];
  return `<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE plist PUBLIC "-//Apple//DTD PLIST 1.0//EN" "http://www.apple.com/DTDs/PropertyList-1.0.dtd">
<!-- ${heading} -->
<plist version="1.0">
<dict>
  <key>Label</key>
  <string>${xmlText(name)}</string>
${runAs === undefined ? "" : `  <key>UserName</key>\n  <string>${xmlText(runAs)}</string>\n`}  <key>ProgramArguments</key>
  <array>
${words.map((word) => `    <string>${xmlText(word)}</string>`).join("\n")}
  </array>
  <key>WorkingDirectory</key>
  <string>${xmlText(workingDirectory)}</string>
  <key>EnvironmentVariables</key>
  <dict>
    <key>LOG_CONSOLE</key>
    <string>quiet</string>
  </dict>
${starts(rhythm)}
  <key>RunAtLoad</key>
  <false/>
  <key>ExitTimeOut</key>
  <integer>${limits.stopSeconds}</integer>
  <key>Umask</key>
  <integer>63</integer>
  <key>HardResourceLimits</key>
  <dict>
    <key>Core</key>
    <integer>0</integer>
  </dict>
  <key>StandardOutPath</key>
  <string>/dev/null</string>
  <key>StandardErrorPath</key>
  <string>${xmlText(`${workingDirectory}/${name}.launchd.log`)}</string>
</dict>
</plist>
`;
}

/** By the clock where all hours have the same starts, otherwise by distance. */
function starts({ intervalMinutes }: Rhythm): string {
  const [rule, ...others] = calendarOf({ intervalMinutes });
  if (rule?.hours.length !== HOURS_OF_DAY || others.length > 0) {
    return `  <key>StartInterval</key>\n  <integer>${intervalMinutes * 60}</integer>`;
  }
  const entries = rule.minutes.map(
    (minute) => `    <dict>\n      <key>Minute</key>\n      <integer>${minute}</integer>\n    </dict>`,
  );
  return `  <key>StartCalendarInterval</key>\n  <array>\n${entries.join("\n")}\n  </array>`;
}
