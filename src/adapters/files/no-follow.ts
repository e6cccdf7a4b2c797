import { constants } from "node:fs";

/** Opens no link. Windows knows no such flag, and its links need rights that nobody has by accident. */
export const NO_FOLLOW = process.platform === "win32" ? 0 : constants.O_NOFOLLOW;
