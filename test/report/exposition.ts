export interface Family {
  readonly type: "gauge" | "counter";
  readonly help: string;
  readonly samples: readonly {
    readonly labels: Readonly<Record<string, string>>;
    readonly value: number;
  }[];
}

const HELP = /^# HELP ([a-z][a-z0-9_]*) ((?:[^\\]|\\\\|\\n)+)$/;
const TYPE = /^# TYPE ([a-z][a-z0-9_]*) (gauge|counter)$/;
const SAMPLE = /^([a-z][a-z0-9_]*)(?:\{(.*)\})? (-?\d+(?:\.\d+)?(?:e[+-]\d+)?)$/;
const LABEL = /([a-z_][a-z0-9_]*)="((?:[^"\\]|\\\\|\\"|\\n)*)"(,|$)/y;

/**
 * Reads Prometheus' text format by a grammar stricter than its own: HELP, TYPE, then at least one sample of each
 * metric, no timestamps, no empty lines. @throws Error on anything else
 */
export function parseExposition(text: string): ReadonlyMap<string, Family> {
  if (!text.endsWith("\n")) throw new Error("the text does not end with a newline");
  const families = new Map<string, Family>();
  const lines = text.split("\n").slice(0, -1);
  while (lines.length > 0) {
    const [name, family] = takeFamily(lines);
    if (families.has(name)) throw new Error(`${name} stands twice`);
    families.set(name, family);
  }
  return families;
}

function takeFamily(lines: string[]): [string, Family] {
  const [, name = "", help = ""] = matching(HELP, lines.shift());
  const [, typed = "", type = ""] = matching(TYPE, lines.shift());
  if (typed !== name) throw new Error(`the type is of ${typed}, not of ${name}`);
  if ((type === "counter") !== name.endsWith("_total"))
    throw new Error(`${name} is called wrong for a ${type}`);
  const samples: Family["samples"][number][] = [];
  const seen = new Set<string>();
  while (lines[0] !== undefined && !lines[0].startsWith("#")) {
    const [, sampled, labels = "", value = ""] = matching(SAMPLE, lines.shift());
    if (sampled !== name) throw new Error(`${String(sampled)} stands among the samples of ${name}`);
    if (seen.has(labels)) throw new Error(`${name}{${labels}} stands twice`);
    seen.add(labels);
    samples.push({ labels: parseLabels(labels), value: Number(value) });
  }
  if (samples.length === 0) throw new Error(`${name} has no sample`);
  return [name, { type: type === "counter" ? "counter" : "gauge", help, samples }];
}

function matching(pattern: RegExp, line: string | undefined): RegExpExecArray {
  const match = pattern.exec(line ?? "");
  if (match === null) throw new Error(`not of the format: ${line ?? "the end"}`);
  return match;
}

function parseLabels(text: string): Readonly<Record<string, string>> {
  const labels: Record<string, string> = {};
  for (let position = 0; position < text.length; position = LABEL.lastIndex) {
    LABEL.lastIndex = position;
    const [, name = "", value = ""] = matching(LABEL, text);
    if (Object.hasOwn(labels, name)) throw new Error(`the label ${name} stands twice`);
    labels[name] = value.replace(/\\(.)/g, (_, escaped: string) => (escaped === "n" ? "\n" : escaped));
  }
  return labels;
}
