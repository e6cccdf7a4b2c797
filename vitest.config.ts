import { defineConfig } from "vitest/config";

const SPAWNING = ["test/cli/**/*.test.ts", "test/crash/**/*.test.ts"];
/** What documents show, typed as a user would: it runs the bundle. */
const DOCUMENTS = ["test/documents/**/*.test.ts"];
const report = process.env["TEST_REPORT"];

export default defineConfig({
  test: {
    reporters: report === undefined ? ["default"] : ["default", ["json", { outputFile: report }]],
    testTimeout: 30_000,
    projects: [
      {
        extends: true,
        test: { name: "modules", include: ["test/**/*.test.ts"], exclude: [...SPAWNING, ...DOCUMENTS] },
      },
      // The command's tests run twice: against the source and against the bundle that users run.
      {
        extends: true,
        test: { name: "source", include: SPAWNING, provide: { entry: "bin/tradebot.ts" } },
      },
      {
        extends: true,
        test: {
          name: "bundle",
          include: [...SPAWNING, ...DOCUMENTS],
          provide: { entry: "bin/tradebot.mjs" },
          globalSetup: "test/support/build-once.ts",
        },
      },
    ],
  },
});
