import { existsSync, readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { fieldsOf } from "../saxo-under-test.ts";

const FOLDER = fileURLToPath(new URL("../../../../shared/saxo-samples/", import.meta.url));

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

/**
 * Where an answer lacks a field of a sample, or has it with another kind of value; paths like `Data[].Amount`.
 * Lists are compared by their first rows, empty lists with nothing.
 */
export function deviations(sample: unknown, answer: unknown, path = ""): readonly string[] {
  if (Array.isArray(sample) && Array.isArray(answer)) {
    return sample.length === 0 || answer.length === 0 ? [] : deviations(sample[0], answer[0], `${path}[]`);
  }
  if (kindOf(sample) !== kindOf(answer))
    return [`${path}: ${kindOf(sample)} expected, ${kindOf(answer)} found`];
  if (typeof sample !== "object" || sample === null) return [];
  const found = fieldsOf(answer);
  return Object.entries(sample).flatMap(([name, value]) =>
    deviations(value, found.get(name), path === "" ? name : `${path}.${name}`),
  );
}

const INSTANT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d{6})?Z$/;

function kindOf(value: unknown): string {
  if (Array.isArray(value)) return "list";
  if (value === undefined) return "nothing";
  if (typeof value === "string" && INSTANT.test(value)) return "instant";
  return value === null ? "null" : typeof value;
}
