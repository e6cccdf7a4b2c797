import type { Installation } from "./installation.ts";
import { jobWordsWithJitter } from "./installation.ts";
import { windowsArgument, xmlText } from "./quoting.ts";
import type { Rhythm, StartWindow } from "./rhythm.ts";
import { HOURS_OF_DAY } from "./rhythm.ts";

const DAY_ELEMENTS = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];
const MINUTES_OF_DAY = 1440;

/**
 * A task to import. The order of the elements in a trigger is fixed by Microsoft's schema; the text is ASCII and names
 * no encoding, so that it can be neither saved nor read in a wrong one.
 *
 * @param user as Windows names it: `MACHINE\name`, or a name alone
 */
export function windowsTask(
  installation: Installation,
  { user, heading }: { user: string; heading: string },
): string {
  const { name, runtime, script, workingDirectory, limits, scope, rhythm } = installation;
  const words = ["--", script, ...jobWordsWithJitter(installation)];
  return `<?xml version="1.0"?>
<Task version="1.4" xmlns="http://schemas.microsoft.com/windows/2004/02/mit/task">
  <RegistrationInfo>
    <Description>${xmlText(heading)}</Description>
    <URI>\\${xmlText(name)}</URI>
  </RegistrationInfo>
  <Triggers>
${trigger(rhythm)}
  </Triggers>
  <Principals>
    <Principal id="Author">
      <UserId>${xmlText(user)}</UserId>
      <LogonType>${scope === "system" ? "S4U" : "InteractiveToken"}</LogonType>
      <RunLevel>LeastPrivilege</RunLevel>
    </Principal>
  </Principals>
  <Settings>
    <MultipleInstancesPolicy>IgnoreNew</MultipleInstancesPolicy>
    <DisallowStartIfOnBatteries>false</DisallowStartIfOnBatteries>
    <StopIfGoingOnBatteries>false</StopIfGoingOnBatteries>
    <AllowHardTerminate>true</AllowHardTerminate>
    <StartWhenAvailable>false</StartWhenAvailable>
    <RunOnlyIfNetworkAvailable>false</RunOnlyIfNetworkAvailable>
    <AllowStartOnDemand>true</AllowStartOnDemand>
    <Enabled>true</Enabled>
    <Hidden>false</Hidden>
    <WakeToRun>false</WakeToRun>
    <ExecutionTimeLimit>PT${limits.startSeconds}S</ExecutionTimeLimit>
    <Priority>5</Priority>
  </Settings>
  <Actions Context="Author">
    <Exec>
      <Command>${xmlText(windowsArgument(runtime))}</Command>
      <Arguments>${xmlText(words.map(windowsArgument).join(" "))}</Arguments>
      <WorkingDirectory>${xmlText(workingDirectory)}</WorkingDirectory>
    </Exec>
  </Actions>
</Task>
`;
}

function trigger({ intervalMinutes, window }: Rhythm): string {
  const hours = window === undefined ? HOURS_OF_DAY : hoursOf(window);
  return `    <CalendarTrigger>
${repetition(intervalMinutes, hours)}      <StartBoundary>2026-01-01T${window?.start.slice(0, 2) ?? "00"}:00:00</StartBoundary>
      <Enabled>true</Enabled>
${window === undefined ? DAILY : weekly(window)}
    </CalendarTrigger>`;
}

/** The schema knows no repetition that is as long as the day it repeats in. */
function repetition(intervalMinutes: number, hours: number): string {
  if (intervalMinutes === MINUTES_OF_DAY) return "";
  return `      <Repetition>
        <Interval>PT${intervalMinutes}M</Interval>
        <Duration>${hours === HOURS_OF_DAY ? "P1D" : `PT${hours}H`}</Duration>
        <StopAtDurationEnd>false</StopAtDurationEnd>
      </Repetition>
`;
}

const DAILY = `      <ScheduleByDay>
        <DaysInterval>1</DaysInterval>
      </ScheduleByDay>`;

const weekly = ({ days }: StartWindow): string => `      <ScheduleByWeek>
        <WeeksInterval>1</WeeksInterval>
        <DaysOfWeek>
${days.map((day) => `          <${DAY_ELEMENTS[day - 1] ?? ""} />`).join("\n")}
        </DaysOfWeek>
      </ScheduleByWeek>`;

/** From the full hour of the start to the end of the last hour touched. */
function hoursOf({ start, end }: StartWindow): number {
  const [first, last] = [start, end].map((time) => Number(time.slice(0, 2))) as [number, number];
  const hours = end > start ? last - first + 1 : last - first + 1 + HOURS_OF_DAY;
  return Math.min(hours, HOURS_OF_DAY);
}
