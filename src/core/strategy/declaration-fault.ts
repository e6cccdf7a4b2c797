import { isObject, type Members } from "../domain/is-object.ts";
import { BAR_HORIZONS_MINUTES } from "../domain/market-data.ts";
import type { StrategyDeclaration } from "./contract.ts";
import { parameterFacts } from "./parameter.ts";
import { textOfMemory } from "./strategy-memory.ts";

const NAME = /^[a-z][a-z0-9_]{0,39}$/;
/** `STRATEGY_NAME` and its like are settings of their own. */
const TAKEN_PARAMETERS: readonly string[] = ["name", "file", "params_json", "params_overrides_json"];
const FUNCTIONS = ["barsRequired", "evaluate"] as const;
const OPTIONAL_FUNCTIONS = [
  "checkParameters",
  "addsToPositions",
  "mostHeld",
  "purchaseValues",
  "namesStops",
  "instrumentsNeeded",
] as const;

/** Whether a value, which may be anybody's, is a strategy; `undefined` when it is. */
export function declarationFault(found: unknown): string | undefined {
  if (!isObject(found)) return "is no strategy: expected what defineStrategy({ ... }) returns";
  return (
    identityFault(found) ??
    functionsFault(found) ??
    parametersFault(found) ??
    horizonsFault(found["barMinutes"]) ??
    memoryFault(found["memory"])
  );
}

export const isStrategy = (found: unknown): found is StrategyDeclaration =>
  declarationFault(found) === undefined;

function identityFault({ name, version, ...texts }: Members): string | undefined {
  if (typeof name !== "string" || !NAME.test(name))
    return `has the name ${JSON.stringify(name)}, expected snake_case of at most 40 characters`;
  if (!Number.isSafeInteger(version) || Number(version) < 1)
    return `has the version ${JSON.stringify(version)}, expected a whole number from 1 on`;
  const empty = ["description", "source", "formula"].find(
    (member) => typeof texts[member] !== "string" || texts[member] === "",
  );
  return empty === undefined ? undefined : `has no ${empty}`;
}

function functionsFault(found: Members): string | undefined {
  const missing = FUNCTIONS.find((name) => typeof found[name] !== "function");
  if (missing !== undefined) return `has no function ${missing}`;
  const wrong = OPTIONAL_FUNCTIONS.find((name) => !["function", "undefined"].includes(typeof found[name]));
  return wrong === undefined ? undefined : `has ${wrong}, which is no function`;
}

function parametersFault({ parameters, sharedParameters = [] }: Members): string | undefined {
  if (!isObject(parameters)) return "has no parameters, expected an object, which may be empty";
  for (const [name, schema] of Object.entries(parameters)) {
    const fault = parameterFault(name, schema);
    if (fault !== undefined) return `has the parameter "${name}", ${fault}`;
  }
  if (!Array.isArray(sharedParameters)) return "has sharedParameters that are no list";
  const shared: readonly unknown[] = sharedParameters;
  const stranger = shared.find((name) => typeof name !== "string" || !Object.hasOwn(parameters, name));
  return stranger === undefined
    ? undefined
    : `shares ${JSON.stringify(stranger)}, which is none of its parameters`;
}

function parameterFault(name: string, schema: unknown): string | undefined {
  if (!NAME.test(name)) return "whose name is not snake_case";
  if (TAKEN_PARAMETERS.includes(name)) return "whose setting would be one that there is already";
  const known = isSchema(schema) ? parameterFacts.get(schema) : undefined;
  if (!isSchema(schema) || known === undefined)
    return "which was not made by wholeNumber, anyNumber, choice, flag or text";
  return schema.safeParse(known.default, { jitless: true }).success
    ? undefined
    : `whose default ${JSON.stringify(known.default)} it would refuse itself`;
}

type Schema = StrategyDeclaration["parameters"][string];
const isSchema = (of: unknown): of is Schema => isObject(of) && typeof of["safeParse"] === "function";

function horizonsFault(horizons: unknown): string | undefined {
  if (horizons === undefined) return undefined;
  const known: readonly unknown[] = BAR_HORIZONS_MINUTES;
  return Array.isArray(horizons) && horizons.length > 0 && horizons.every((one) => known.includes(one))
    ? undefined
    : `has the barMinutes ${JSON.stringify(horizons)}, expected some of ${BAR_HORIZONS_MINUTES.join(", ")}`;
}

function memoryFault(memory: unknown): string | undefined {
  if (memory === undefined) return undefined;
  const { schema, initial } = isObject(memory) ? memory : {};
  if (!isSchema(schema)) return "has a memory without a schema of z";
  const text = textOfMemory(initial);
  if (text === undefined) return "has a memory that begins with what JSON cannot hold";
  return schema.safeParse(JSON.parse(text), { jitless: true }).success
    ? undefined
    : "has a memory whose schema refuses what it begins with";
}
