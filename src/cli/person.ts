import { userInfo } from "node:os";

/** Who sits at the keyboard, by the system's account; in a container that account may have a number alone. */
export function personName(): string {
  try {
    return userInfo().username;
  } catch {
    return `user ${process.getuid?.() ?? "unknown"}`;
  }
}
