import { existsSync, readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { fieldsOf } from "./saxo-under-test.ts";

const FOLDER = fileURLToPath(new URL("../../../shared/saxo-samples/", import.meta.url));

/** Answers recorded from Saxo, by file name; empty where a clone does not have them. */
export function readSamples(): ReadonlyMap<string, unknown> {
  if (!existsSync(FOLDER)) {
    console.info("no recorded Saxo answers found beside the repository: comparing with none");
    return new Map();
  }
  const names = readdirSync(FOLDER).filter((name) => name.endsWith(".json"));
  return new Map(names.map((name) => [name, parse(readFileSync(FOLDER + name, "utf8"))]));
}

function parse(text: string): unknown {
  return JSON.parse(text);
}

/** What stands under one path of a document, in all the places where the path leads. */
interface Place {
  readonly kinds: ReadonlySet<string>;
  /** Whether every object that could have it does. */
  readonly isAlways: boolean;
}

/** A document's paths, like `Data[].Amount`, without its values. */
type Shape = ReadonlyMap<string, Place>;

/**
 * How an answer differs from a sample in fields and kinds of values, one line each. Rows of a list are taken together:
 * a field that only some have may be missing, and an empty list fits any other.
 */
export function differences(sample: unknown, answer: unknown): readonly string[] {
  const expected = shapeOf(sample);
  const found = shapeOf(answer);
  const paths = [...new Set([...expected.keys(), ...found.keys()])].toSorted();
  return paths
    .filter((path) => expected.has(parentOf(path)) && found.has(parentOf(path)))
    .flatMap((path) => differenceAt(path, expected, found))
    .toSorted();
}

function differenceAt(path: string, expected: Shape, found: Shape): readonly string[] {
  const wanted = expected.get(path);
  const had = found.get(path);
  if (path.endsWith("[]") && (wanted === undefined || had === undefined)) return []; // an empty list
  if (wanted === undefined) return [`${path} is not in the sample`];
  if (had === undefined) return wanted.isAlways ? [`${path} is missing`] : [];
  const isSame = [...had.kinds].every((kind) => wanted.kinds.has(kind));
  return isSame ? [] : [`${path} is ${join(had.kinds)}, in the sample ${join(wanted.kinds)}`];
}

const join = (kinds: ReadonlySet<string>): string => [...kinds].toSorted().join(" or ");

function shapeOf(document: unknown): Shape {
  const shape = new Map<string, Place>([["", { kinds: new Set([kindOf(document)]), isAlways: true }]]);
  describeInside("", [document], shape);
  return shape;
}

/** @param values everything that stands under the path */
function describeInside(path: string, values: readonly unknown[], shape: Map<string, Place>): void {
  const rows = values.flatMap((value): unknown[] => (Array.isArray(value) ? value : []));
  if (rows.length > 0) describePlace(`${path}[]`, rows, { isAlways: true, shape });
  const objects = values.filter((value) => kindOf(value) === "object").map(fieldsOf);
  for (const name of new Set(objects.flatMap((fields) => [...fields.keys()]))) {
    const having = objects.filter((fields) => fields.has(name));
    const inside = having.map((fields) => fields.get(name));
    const isAlways = having.length === objects.length;
    describePlace(path === "" ? name : `${path}.${name}`, inside, { isAlways, shape });
  }
}

function describePlace(
  path: string,
  values: readonly unknown[],
  { isAlways, shape }: { readonly isAlways: boolean; readonly shape: Map<string, Place> },
): void {
  shape.set(path, { kinds: new Set(values.map(kindOf)), isAlways });
  describeInside(path, values, shape);
}

function parentOf(path: string): string {
  if (path.endsWith("[]")) return path.slice(0, -2);
  return path.includes(".") ? path.slice(0, path.lastIndexOf(".")) : "";
}

const INSTANT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d{6})?Z$/;
const DATE = /^\d{4}-\d{2}-\d{2}$/;

function kindOf(value: unknown): string {
  if (Array.isArray(value)) return "list";
  if (typeof value !== "string") return value === null ? "null" : typeof value;
  if (INSTANT.test(value)) return "instant";
  return DATE.test(value) ? "date" : "text";
}
