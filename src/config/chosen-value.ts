import type { Reading } from "./kinds/value-kind.ts";
import { value } from "./kinds/value-kind.ts";
import { findIn, type Layer } from "./layers.ts";

/** The value of a setting that decides how the others are read; `undefined` when it is faulty. */
export function chosenValue<Value>(
  layers: readonly Layer[],
  name: string,
  read: (text: string) => Reading<Value>,
  otherwise: Value,
): Value | undefined {
  const found = findIn(layers, { name });
  if (found?.kind === "unreadable") return undefined;
  const reading = found === undefined ? value(otherwise) : read(found.text);
  return reading.kind === "value" ? reading.value : undefined;
}
