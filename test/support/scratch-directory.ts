export { scratchDirectory } from "../../src/selftest/scratch-directory.ts";
