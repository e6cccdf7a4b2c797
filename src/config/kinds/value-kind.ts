/** What reading a text brought: its value, or what is wrong with it. */
export type Reading<Value> =
  { readonly kind: "value"; readonly value: Value } | { readonly kind: "fault"; readonly fault: string };

/** One form that the text of a setting can have. */
export interface ValueKind<Value> {
  /** The form in words; completes "expected ...". */
  readonly expected: string;
  readonly read: (text: string) => Reading<Value>;
}

export const value = <Value>(of: Value): Reading<Value> => ({ kind: "value", value: of });
export const fault = (what: string): Reading<never> => ({ kind: "fault", fault: what });

const LONGEST_QUOTED = 40;

/** The text in quotes; one too long to be a slip is only measured, because it may be a token in the wrong place. */
export const quoted = (text: string): string =>
  text.length <= LONGEST_QUOTED ? `"${text}"` : `a text of ${text.length} characters`;

/** The parts of a comma-separated list, without the spaces around them. */
export const listItems = (text: string): readonly string[] => text.split(",").map((item) => item.trim());

/** `a, b or c` */
export function alternatives(names: readonly string[]): string {
  const last = names.at(-1) ?? "";
  return names.length < 2 ? last : `${names.slice(0, -1).join(", ")} or ${last}`;
}

/** What stands more than once in a list, each once. */
export const repeated = (items: readonly string[]): readonly string[] => [
  ...new Set(items.filter((item, index) => items.indexOf(item) !== index)),
];
