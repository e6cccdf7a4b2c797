import type { z } from "zod";
import { JsonLines } from "./json-lines.ts";
import { Script } from "./script-schema.ts";

export type ReadScript =
  | { readonly kind: "script"; readonly script: Script }
  | { readonly kind: "invalid"; readonly faults: readonly string[] };

/** Reads a script, or says everything that is wrong with it, each with its line. */
export function readScript(text: string): ReadScript {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return { kind: "invalid", faults: [`not valid JSON: ${reason}`] };
  }
  const { data, error } = Script.safeParse(value);
  if (data !== undefined) return { kind: "script", script: data };
  const lines = new JsonLines(text);
  const faults = error.issues.map((issue) => ({ line: lines.lineOf(issue.path), text: describe(issue) }));
  faults.sort((one, other) => one.line - other.line);
  return { kind: "invalid", faults: faults.map(({ line, text: what }) => `line ${line}: ${what}`) };
}

function describe(issue: z.core.$ZodIssue): string {
  const steps = issue.path.map((part) => (typeof part === "number" ? `[${part}]` : `.${String(part)}`));
  const place = steps.join("").replace(/^\./, "");
  return `${place === "" ? "the script" : place}: ${messageOf(issue)}`;
}

function messageOf(issue: z.core.$ZodIssue): string {
  if (issue.code === "unrecognized_keys") return `unknown field ${issue.keys.map(quoted).join(", ")}`;
  if (issue.code === "invalid_key") return issue.issues[0]?.message ?? issue.message;
  return issue.message;
}

const quoted = (name: string): string => `"${name}"`;
