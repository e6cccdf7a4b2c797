import { cronCalendars } from "./crontab.ts";
import type { Installation } from "./installation.ts";
import { jobWordsWithJitter } from "./installation.ts";
import { yamlText } from "./quoting.ts";

/** Where the image has what; the rest of an installation's paths means nothing in a container. */
const WORKING_DIRECTORY = "/var/lib/ai-tradebot";
const RUNTIME = "/opt/ai-tradebot/node_modules/.bin/node";
const SCRIPT = "/opt/ai-tradebot/bin/tradebot.mjs";

/** With the time that a cycle may keep the volume. */
const KEEPER_SECONDS = 540;

type Scheduled = Pick<Installation, "name" | "rhythm" | "limits" | "jitterSeconds" | "keepsLoginOf">;

/** A CronJob for each line of the calendar, and the volume they share. Settings come from a Secret, as variables. */
export function kubernetesCronJob(installation: Scheduled, heading: string): string {
  const schedules = cronCalendars(installation.rhythm);
  const jobs = schedules.map((schedule, index) =>
    cronJob(installation, schedule, schedules.length === 1 ? "" : `-${index + 1}`),
  );
  const { keepsLoginOf } = installation;
  return keepsLoginOf === undefined
    ? [`# ${heading}\n${volume(installation)}`, ...jobs].join("---\n")
    : `# ${heading}\n# It waits while a cycle has the volume, and a cycle waits for it; neither takes long.\n${jobs.join("---\n")}`;
}

const volume = ({ name }: Scheduled): string => `apiVersion: v1
kind: PersistentVolumeClaim
metadata:
  name: ${name}
spec:
  # One pod at a time, on whatever node: two could each believe that they trade alone.
  accessModes: [ReadWriteOncePod]
  resources:
    requests:
      storage: 2Gi
`;

function cronJob(installation: Scheduled, schedule: string, suffix: string): string {
  const { name, rhythm, limits, jitterSeconds, keepsLoginOf } = installation;
  const cycles = keepsLoginOf ?? name;
  const job = keepsLoginOf === undefined ? "cycle" : "login";
  const own = keepsLoginOf === undefined ? {} : { keepsLoginOf };
  const words = [RUNTIME, "--", SCRIPT, ...jobWordsWithJitter({ jitterSeconds, ...own })];
  return `apiVersion: batch/v1
kind: CronJob
metadata:
  name: ${name}${suffix}
spec:
  schedule: ${yamlText(schedule)}
  timeZone: ${yamlText(rhythm.window?.timeZone ?? "Etc/UTC")}
  concurrencyPolicy: Forbid
  # A start that could not be made in this time is left out; without a limit, a hundred of them stop the schedule.
  startingDeadlineSeconds: 60
  successfulJobsHistoryLimit: 1
  failedJobsHistoryLimit: 5
  jobTemplate:
    spec:
      backoffLimit: 0 # the next start repeats a failed one
      activeDeadlineSeconds: ${keepsLoginOf === undefined ? limits.startSeconds : KEEPER_SECONDS}
      ttlSecondsAfterFinished: 86400
      template:
        metadata:
          labels:
            app.kubernetes.io/name: ${name}
        spec:
          restartPolicy: Never
          terminationGracePeriodSeconds: ${limits.stopSeconds}
          automountServiceAccountToken: false
          enableServiceLinks: false
          securityContext:
            runAsNonRoot: true
            runAsUser: 10001
            runAsGroup: 10001
            fsGroup: 10001
            # Once, when the volume is new: afterwards the state is its owner's alone, and has to stay so.
            fsGroupChangePolicy: OnRootMismatch
            seccompProfile:
              type: RuntimeDefault
          containers:
            - name: ${job}
              image: registry.example/ai-tradebot # yours, with the program in /opt/ai-tradebot
              command:
${words.map((word) => `                - ${yamlText(word)}`).join("\n")}
              workingDir: ${WORKING_DIRECTORY}
              envFrom:
                - secretRef:
                    name: ${cycles}
              resources:
                requests:
                  cpu: 100m
                  memory: 192Mi
                limits:
                  memory: 512Mi
              securityContext:
                allowPrivilegeEscalation: false
                readOnlyRootFilesystem: true
                capabilities:
                  drop: [ALL]
              volumeMounts:
                - name: data
                  mountPath: ${WORKING_DIRECTORY}
          volumes:
            - name: data
              persistentVolumeClaim:
                claimName: ${cycles}
`;
}
