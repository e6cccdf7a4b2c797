import { defineConfig } from "vitest/config";

/** The command as processes of its own, from the bundle that users run. */
const COMMAND = ["test/{cli,crash,monitoring,documents}/**/*.test.ts"];
/** Of them, what runs a second time from the source, which has to be the same command. */
const SOURCE = ["test/cli/{command-line,configuration,first-cycle}.test.ts"];
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
    maxConcurrency: 3, // of one file: each test starts several processes, and two cores have to do for all
    projects: [
      {
        extends: true,
        test: {
          name: "modules",
          isolate: false, // to load the modules anew for each of the files costs as much again as half of the tests
          server: { deps: { inline: ["openapi-clientlib"] } }, // its imports leave out file endings, as Node does not
          include: ["test/**/*.test.ts"],
          exclude: [...COMMAND, ...CRASH_POINTS, ...SCHEDULERS, ...BROWSER],
        },
      },
      {
        extends: true,
        test: { name: "source", include: SOURCE, provide: { entry: "bin/tradebot.ts" } },
      },
      {
        extends: true,
        test: {
          name: "bundle",
          include: COMMAND,
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
