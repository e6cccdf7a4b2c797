import { describe, expect, it } from "vitest";
import { kubernetesCronJob } from "../../src/schedule/kubernetes-cron-job.ts";
import type { Installation } from "../../src/schedule/installation.ts";
import { installation } from "./sample-installation.ts";

/** Every scalar of a document by its path: enough of YAML for mappings, and for lists as one more level. */
function scalars(document: string): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  const path: { readonly indent: number; readonly key: string }[] = [];
  for (const raw of document.split("\n").map((line) => line.replace(/(^|\s)#.*$/, ""))) {
    if (raw.trim() === "") continue;
    const line = raw.replace(/^(\s*)- /, "$1  ");
    const indent = line.search(/\S/);
    while ((path.at(-1)?.indent ?? -1) >= indent) path.pop();
    const [, key, value = ""] = /^\s*([\w./-]+):(?: (.*))?$/.exec(line) ?? [];
    if (key === undefined) {
      const list = path.map((part) => part.key).join(".");
      found.set(list, `${found.get(list) ?? ""}${line.trim()} `);
      continue;
    }
    path.push({ indent, key });
    if (value !== "") found.set(path.map((part) => part.key).join("."), value.trim());
  }
  return found;
}

const documents = (changes: Partial<Installation> = {}) =>
  kubernetesCronJob(installation(changes), "heading").split("---\n").map(scalars);

const POD = "spec.jobTemplate.spec.template.spec";

describe("the CronJob", () => {
  it("comes with its volume, for one pod at a time", () => {
    const [volume] = documents();
    expect(volume?.get("kind")).toBe("PersistentVolumeClaim");
    expect(volume?.get("spec.accessModes")).toBe("[ReadWriteOncePod]");
  });

  it("never starts two, never repeats one by itself, and ends one that hangs", () => {
    const [, job] = documents();
    const wanted = {
      kind: "CronJob",
      "spec.schedule": '"*/5 * * * *"',
      "spec.timeZone": '"Etc/UTC"',
      "spec.concurrencyPolicy": "Forbid",
      "spec.startingDeadlineSeconds": "60",
      "spec.jobTemplate.spec.backoffLimit": "0",
      "spec.jobTemplate.spec.activeDeadlineSeconds": "270",
      [`${POD}.restartPolicy`]: "Never",
      [`${POD}.terminationGracePeriodSeconds`]: "45",
      [`${POD}.automountServiceAccountToken`]: "false",
      [`${POD}.enableServiceLinks`]: "false",
      [`${POD}.securityContext.runAsNonRoot`]: "true",
      [`${POD}.containers.securityContext.readOnlyRootFilesystem`]: "true",
      [`${POD}.containers.securityContext.allowPrivilegeEscalation`]: "false",
      [`${POD}.containers.volumeMounts.mountPath`]: "/var/lib/ai-tradebot",
      [`${POD}.containers.envFrom.secretRef.name`]: "ai-tradebot",
      [`${POD}.volumes.persistentVolumeClaim.claimName`]: "ai-tradebot",
    };
    expect(Object.fromEntries(Object.keys(wanted).map((key) => [key, job?.get(key)]))).toEqual(wanted);
    expect(job?.get(`${POD}.containers.command`)).toBe(
      '"/opt/ai-tradebot/node_modules/.bin/node" "--" "/opt/ai-tradebot/bin/tradebot.mjs" "--single-cycle" "--jitter-seconds-max" "20" ',
    );
  });

  it("keeps the zone of a window, and has one job for each line of the calendar", () => {
    const window = { start: "09:30", end: "16:00", days: [1, 2, 3, 4, 5], timeZone: "Europe/London" };
    const jobs = documents({ name: "second", rhythm: { intervalMinutes: 40, window } }).slice(1);
    expect(
      jobs.map((job) => [job.get("metadata.name"), job.get("spec.schedule"), job.get("spec.timeZone")]),
    ).toEqual([
      ["second-1", '"20 9,11,13,15 * * 1-5"', '"Europe/London"'],
      ["second-2", '"*/40 10,12,14,16 * * 1-5"', '"Europe/London"'],
    ]);
  });
});
