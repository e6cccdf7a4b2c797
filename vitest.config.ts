import { defineConfig } from "vitest/config";

/** The command's own tests: they run twice, against the source and against the bundle that users run. */
const COMMAND = ["test/cli/**/*.test.ts"];
/** What costs too much time to be done twice: kills, silences, and the documents typed as a user would. */
const BUNDLE_ONLY = [
  "test/crash/**/*.test.ts",
  "test/monitoring/**/*.test.ts",
  "test/documents/**/*.test.ts",
];
/** A command killed at each of its points takes minutes: `npm run test:crash`, not `npm test`. */
const CRASH_POINTS = ["test/crash-points/**/*.test.ts"];
/** What needs root, systemd, cron and a Python client: `npm run test:schedulers`, not `npm test`. */
const SCHEDULERS = ["test/schedulers/**/*.test.ts", "test/clients/plain-client.test.ts"];
/** What needs Debian's chromium: `npm run test:browser`, not `npm test`. */
const BROWSER = ["test/browser/**/*.test.ts"];
const report = process.env["TEST_REPORT"];

export default defineConfig({
  test: {
    reporters: report === undefined ? ["default"] : ["default", ["json", { outputFile: report }]],
    testTimeout: 30_000,
    maxWorkers: 3, // most of the time the spawning tests wait for their processes
    maxConcurrency: 2, // of one file: each test starts several processes, and two cores have to do for all
    projects: [
      {
        extends: true,
        test: {
          name: "modules",
          server: { deps: { inline: ["openapi-clientlib"] } }, // its imports leave out file endings, as Node does not
          include: ["test/**/*.test.ts"],
          exclude: [...COMMAND, ...BUNDLE_ONLY, ...CRASH_POINTS, ...SCHEDULERS, ...BROWSER],
        },
      },
      {
        extends: true,
        test: { name: "source", include: COMMAND, provide: { entry: "bin/tradebot.ts" } },
      },
      {
        extends: true,
        test: {
          name: "bundle",
          include: [...COMMAND, ...BUNDLE_ONLY],
          provide: { entry: "bin/tradebot.mjs" },
          globalSetup: "test/support/build-once.ts",
        },
      },
      {
        extends: true,
        test: {
          name: "crash-points",
          include: CRASH_POINTS,
          globalSetup: "test/support/build-once.ts",
          testTimeout: 400_000, // hundreds of starts, one after another
        },
      },
      {
        extends: true,
        test: {
          name: "browser",
          include: BROWSER,
          provide: { entry: "bin/tradebot.mjs" },
          globalSetup: ["test/browser/chromium.ts", "test/support/build-once.ts"],
        },
      },
      {
        extends: true,
        test: {
          name: "schedulers",
          include: SCHEDULERS,
          globalSetup: ["test/schedulers/machine/require-machine.ts", "test/support/build-once.ts"],
          testTimeout: 120_000, // the schedulers' own pace
        },
      },
    ],
  },
});
