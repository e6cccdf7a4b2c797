/** The same object without the properties that have no value, so that their absence is one thing and not two. */
export function present<Values extends object>(values: Values): Present<Values> {
  const kept: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(values)) {
    if (value !== undefined) kept[name] = value;
  }
  return kept as Present<Values>;
}

type Present<Values> = { [Name in keyof Values]?: Exclude<Values[Name], undefined> };
