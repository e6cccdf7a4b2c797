import type { Answer } from "./answer.ts";
import { refuseFields } from "./answer.ts";
import type { Desk } from "./desk.ts";
import type { Query } from "./query.ts";

/** What is wrong with the parameters that an endpoint has read; those that it does not know do not matter. */
export function queryFault(query: Query, { settings }: Desk): Answer | undefined {
  const faults: Record<string, readonly string[]> = {};
  for (const name of query.blank) faults[name] = [`${name} must not be blank`];
  if (settings.refusesUnknownFieldGroups) {
    for (const [name, words] of query.unknownWords)
      faults[name] = [`${name} does not have ${words.join(", ")}`];
  }
  return Object.keys(faults).length === 0 ? undefined : refuseFields(faults);
}
