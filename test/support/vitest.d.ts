import "vitest";

declare module "vitest" {
  export interface ProvidedContext {
    /** The file that is the command in this run: the source or the launcher of the bundle. */
    entry: "bin/tradebot.ts" | "bin/tradebot.mjs";
  }
}
