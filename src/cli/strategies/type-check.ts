import path from "node:path";
import { fileURLToPath } from "node:url";
import type ts from "typescript";
import type { Check } from "../../report/check.ts";

/** Beside the bundle lie declarations; from source there is the source. */
const KIT_TYPES = fileURLToPath(
  new URL(
    import.meta.url.endsWith(".ts")
      ? "../../core/strategy/own-strategy-kit.ts"
      : "./types/core/strategy/own-strategy-kit.d.ts",
    import.meta.url,
  ),
);

type TypeScript = typeof ts;

/**
 * Looks at the text of a strategy: whether its types are right, and whether it asks for what must not decide, such as the
 * clock. Neither the names of Node nor those of a browser are known to it, so that whatever uses them is a fault of types.
 *
 * @param files all of the strategy's
 */
export async function checkTypes(files: readonly string[]): Promise<readonly Check[]> {
  const { default: typescript } = await import("typescript");
  const program = typescript.createProgram([...files], optionsFor(typescript));
  const own = files.flatMap((file) => program.getSourceFile(file) ?? []);
  const diagnostics = own.flatMap((source) => typescript.getPreEmitDiagnostics(program, source));
  const faults = diagnostics
    .filter((each) => !isAboutConsole(each))
    .map((diagnostic) => inWords(typescript, diagnostic));
  const impure = own.flatMap((source) => impureIn(typescript, source));
  return [
    faults.length === 0
      ? {
          name: "types",
          verdict: "ok",
          finding: `${files.length === 1 ? "the file is" : `${files.length} files are`} sound to TypeScript ${typescript.version}`,
        }
      : {
          name: "types",
          verdict: "fail",
          finding: faults.join("\n"),
          remedy:
            "mend what TypeScript says; only what tradebot/strategy exports and the language itself is known to a strategy",
        },
    impure.length === 0 ? pureCheck(diagnostics.filter(isAboutConsole)) : impureCheck(impure),
  ];
}

const optionsFor = (typescript: TypeScript): ts.CompilerOptions => ({
  strict: true,
  noEmit: true,
  skipLibCheck: true,
  allowImportingTsExtensions: true,
  erasableSyntaxOnly: true,
  isolatedModules: true,
  module: typescript.ModuleKind.NodeNext,
  moduleResolution: typescript.ModuleResolutionKind.NodeNext,
  moduleDetection: typescript.ModuleDetectionKind.Force,
  target: typescript.ScriptTarget.ESNext,
  lib: ["lib.esnext.d.ts", "lib.esnext.temporal.d.ts"],
  types: [],
  paths: { "tradebot/strategy": [KIT_TYPES] },
});

/** Known to no type here, like all of Node; but to print while one writes a strategy is no fault of it. */
const isAboutConsole = ({ file, start = 0, length = 0 }: ts.Diagnostic): boolean =>
  file?.text.slice(start, start + length) === "console";

function pureCheck(printing: readonly ts.Diagnostic[]): Check {
  const name = "purity";
  const [first] = printing;
  if (first === undefined)
    return { name, verdict: "ok", finding: "it asks neither the clock nor chance nor the machine" };
  const where = first.file === undefined ? "" : placeIn(first.file, first.start ?? 0);
  return {
    name,
    verdict: "warn",
    finding: `${where}console, in ${printing.length} ${printing.length === 1 ? "place" : "places"}: every evaluation prints to stderr`,
    remedy: "take it out once the strategy is written; figures belong into the indicators of a signal",
  };
}

const impureCheck = (impure: readonly string[]): Check => ({
  name: "purity",
  verdict: "fail",
  finding: impure.join("\n"),
  remedy:
    "decide by the view alone: view.now is the time of the decision, and memory is what may be remembered",
});

const MOST_SHOWN = 300;

function inWords(typescript: TypeScript, { file, start = 0, messageText, code }: ts.Diagnostic): string {
  const text = typescript.flattenDiagnosticMessageText(messageText, " ").slice(0, MOST_SHOWN);
  return `${file === undefined ? "" : placeIn(file, start)}${text} (TS${code})`;
}

function placeIn(file: ts.SourceFile, start: number): string {
  const { line, character } = file.getLineAndCharacterOfPosition(start);
  return `${path.basename(file.fileName)}:${line + 1}:${character + 1}: `;
}

/** What gives another answer tomorrow, on another machine or at the next try. */
const IMPURE_MEMBERS: Readonly<Record<string, readonly string[]>> = {
  Date: ["now"],
  Math: ["random"],
  Temporal: ["Now"],
};
const IMPURE_NAMES: readonly string[] = [
  "globalThis",
  "eval",
  "Function",
  "performance",
  "crypto",
  "process",
];
/** These speak the language of the machine unless told which. */
const BY_LOCALE: readonly string[] = [
  "toLocaleString",
  "toLocaleDateString",
  "toLocaleTimeString",
  "localeCompare",
];

function impureIn(typescript: TypeScript, source: ts.SourceFile): readonly string[] {
  const found: string[] = [];
  const visit = (node: ts.Node): void => {
    const what = impurityOf(typescript, node);
    if (what !== undefined) found.push(`${placeIn(source, node.getStart(source))}${what}`);
    typescript.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

function impurityOf(typescript: TypeScript, node: ts.Node): string | undefined {
  if (typescript.isPropertyAccessExpression(node)) return impureMember(typescript, node);
  if (typescript.isNewExpression(node)) return impureDate(typescript, node.expression, node.arguments ?? []);
  if (typescript.isCallExpression(node)) {
    if (node.expression.kind === typescript.SyntaxKind.ImportKeyword) return "import() while it runs";
    return typescript.isIdentifier(node.expression) && node.expression.text === "Date" ? "Date()" : undefined;
  }
  return impureName(typescript, node);
}

function impureMember(typescript: TypeScript, node: ts.PropertyAccessExpression): string | undefined {
  const { expression, name } = node;
  if (typescript.isIdentifier(expression) && IMPURE_MEMBERS[expression.text]?.includes(name.text) === true)
    return `${expression.text}.${name.text}`;
  return BY_LOCALE.includes(name.text) ? `${name.text}, whose answer depends on the machine` : undefined;
}

const impureDate = (
  typescript: TypeScript,
  called: ts.Expression,
  args: readonly ts.Expression[],
): string | undefined =>
  typescript.isIdentifier(called) && called.text === "Date" && args.length === 0 ? "new Date()" : undefined;

/** A name that stands for the thing itself, and not for a member of something else. */
function impureName(typescript: TypeScript, node: ts.Node): string | undefined {
  if (!typescript.isIdentifier(node) || !IMPURE_NAMES.includes(node.text)) return undefined;
  const { parent } = node;
  const isMember = typescript.isPropertyAccessExpression(parent) && parent.name === node;
  const isKey = typescript.isPropertyAssignment(parent) && parent.name === node;
  return isMember || isKey ? undefined : node.text;
}
