import { randomInt } from "node:crypto";

/** For who wants another course of things each time, and be able to have one again. */
export const randomSeed = (): number => randomInt(2 ** 31);
