import { z } from "zod/mini";
import { readLoginFile } from "../../adapters/files/login-file.ts";

const IdentifiedFile = z.object({ login_id: z.string() });

/** Tells one login from the next without a look at its tokens; `undefined` when there is none. */
export function loginIdIn(tokenFile: string): string | undefined {
  const text = readLoginFile(tokenFile);
  if (text === undefined) return undefined;
  try {
    return IdentifiedFile.safeParse(JSON.parse(text), { jitless: true }).data?.login_id;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined; // whoever wants its tokens is told that it is damaged
    throw error;
  }
}
