import { randomBytes } from "node:crypto";

/** 43 characters that nobody guesses, of the kind that addresses carry unchanged. */
export const randomText = (): string => randomBytes(32).toString("base64url");
