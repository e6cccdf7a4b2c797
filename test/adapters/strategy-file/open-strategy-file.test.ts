import { execFileSync } from "node:child_process";
import { chmodSync, mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { rmSync } from "node:fs";
import {
  openStrategyAnew,
  openStrategyFile,
} from "../../../src/adapters/strategy-file/open-strategy-file.ts";
import { TradebotError } from "../../../src/core/domain/errors.ts";
import { factsOf } from "../../../src/core/strategy/contract.ts";
import { scratchDirectory } from "../../support/scratch-directory.ts";

function folder(): string {
  const directory = scratchDirectory();
  onTestFinished(() => {
    rmSync(directory, { recursive: true });
  });
  return directory;
}

function written(text: string, others: Readonly<Record<string, string>> = {}): string {
  const directory = folder();
  const file = path.join(directory, "mine.ts");
  for (const [name, content] of Object.entries({ "mine.ts": text, ...others })) {
    mkdirSync(path.dirname(path.join(directory, name)), { recursive: true });
    writeFileSync(path.join(directory, name), content, { mode: 0o600 });
  }
  return file;
}

const KIT = `import { defineStrategy, wholeNumber, z, simpleMovingAverageSeries, type StrategyView } from "tradebot/strategy";\n`;
const REST = `name: "mine", version: 2, description: "d", source: "s", formula: "f"`;
const BODY = `barsRequired: () => 1, evaluate: () => ({ signals: new Map() })`;
const PLAIN = `${KIT}export default defineStrategy({ ${REST}, parameters: {}, ${BODY} });`;

function refusal(file: string): string {
  try {
    openStrategyFile(file);
  } catch (error) {
    if (!(error instanceof TradebotError)) throw error;
    expect([error.code, error.exit]).toEqual(["STRATEGY_FILE_UNUSABLE", "configuration"]);
    return error.message.replace(/the strategy file "[^"]*\//, 'the strategy file "');
  }
  return "opened";
}

describe("a strategy file", () => {
  it("is run by Node itself, with the parameters, indicators and schemas of this program", () => {
    const file = written(
      `${KIT}import { WINDOW } from "./parts/window.ts";
      export default defineStrategy({ ${REST},
        parameters: { window: wholeNumber({ default: WINDOW, min: 1, max: 9, unit: "bars", description: "W" }) },
        memory: { schema: z.object({ n: z.number() }), initial: { n: 0 } },
        barsRequired: ({ window }) => window,
        evaluate: (view: StrategyView) => ({ signals: new Map(view.instruments.map(({ id }) =>
          [id, { action: "hold", reason: "SIG_X", indicators: { mean: simpleMovingAverageSeries([1, 3], 2)[1] } }])) }),
      });`,
      { "parts/window.ts": "export const WINDOW: number = 4;" },
    );
    const { declaration, files } = openStrategyFile(file);
    expect(factsOf(declaration.parameters)["window"]?.default).toBe(4);
    expect(declaration.barsRequired({ window: 7 })).toBe(7);
    expect(files.map((each) => path.basename(each))).toEqual(["mine.ts", "window.ts"]);
    expect(declaration.fileDigest).toMatch(/^[0-9a-f]{16}$/);
  });

  it("is run once, and anew where that is asked for", () => {
    const file = written(
      PLAIN.replace("() => 1", "() => (count += 1)").replace("export", "let count = 0;\nexport"),
    );
    const [first, again] = [openStrategyFile(file).declaration, openStrategyFile(file).declaration];
    expect([first.barsRequired({}), again.barsRequired({})]).toEqual([1, 2]);
    expect(openStrategyAnew(file).declaration.barsRequired({})).toBe(1);
  });

  it("has a digest of all its files, wherever they lie", () => {
    const withPart = PLAIN.replace("export", `import "./part.ts";\nexport`);
    const digests = [
      [withPart, { "part.ts": "export {};" }],
      [withPart, { "part.ts": "export {};" }],
      [withPart, { "part.ts": "export { };" }],
      [`${withPart} `, { "part.ts": "export {};" }],
    ] as const;
    const [a, b, c, d] = digests.map(
      ([text, others]) => openStrategyFile(written(text, others)).declaration.fileDigest,
    );
    expect(b).toBe(a);
    expect(new Set([a, c, d]).size).toBe(3);
  });

  it("may be a link to where it lies", () => {
    const link = path.join(folder(), "link.ts");
    symlinkSync(written(PLAIN), link);
    expect(openStrategyFile(link).declaration.name).toBe("mine");
  });

  it.each([
    ["nothing", "", "has no default export: expected export default defineStrategy({ ... })"],
    ["a number", "export default 4;", "is no strategy: expected what defineStrategy({ ... }) returns"],
    [
      "a promise of one",
      `${KIT}await 1;\nexport default {};`,
      "made a promise: a strategy cannot wait for anything (async, await, import())",
    ],
    ["what breaks off", `throw new TypeError("no");`, "broke off while it was loaded: TypeError: no"],
    [
      "an import of Node's",
      `import { readFileSync } from "node:fs";\n${PLAIN}`,
      `imports "node:fs": only "tradebot/strategy" and .ts files beside it (./..., with their ending) may be imported`,
    ],
    [
      "an import of a package",
      `import { z as y } from "zod";\n${PLAIN}`,
      `imports "zod": only "tradebot/strategy" and .ts files beside it (./..., with their ending) may be imported`,
    ],
    [
      "an import without an ending",
      `import "./part";\n${PLAIN}`,
      `imports "./part": only "tradebot/strategy" and .ts files beside it (./..., with their ending) may be imported`,
    ],
    [
      "no version",
      PLAIN.replace("version: 2, ", ""),
      "has the version undefined, expected a whole number from 1 on",
    ],
    ["no function", PLAIN.replace("evaluate:", "evalute:"), "has no function evaluate"],
    [
      "a name of ours",
      PLAIN.replace(`"mine"`, `"moving_average"`),
      `has the name "moving_average", which is one of our own strategies`,
    ],
    [
      "a parameter of its own making",
      PLAIN.replace("parameters: {}", "parameters: { window: z.number() }"),
      `has the parameter "window", which was not made by wholeNumber, anyNumber, choice, flag or text`,
    ],
    [
      "a parameter whose setting there is already",
      PLAIN.replace(
        "parameters: {}",
        `parameters: { file: wholeNumber({ default: 1, min: 0, max: 1, unit: "", description: "" }) }`,
      ),
      `has the parameter "file", whose setting would be one that there is already`,
    ],
    [
      "a default out of range",
      PLAIN.replace(
        "parameters: {}",
        `parameters: { w: wholeNumber({ default: 5, min: 0, max: 1, unit: "", description: "" }) }`,
      ),
      `has the parameter "w", whose default 5 it would refuse itself`,
    ],
    [
      "a memory that it refuses itself",
      PLAIN.replace("parameters: {}", `parameters: {}, memory: { schema: z.number(), initial: "0" }`),
      "has a memory whose schema refuses what it begins with",
    ],
    [
      "a memory that begins with nothing",
      PLAIN.replace("parameters: {}", "parameters: {}, memory: { schema: z.any(), initial: undefined }"),
      "has a memory that begins with what JSON cannot hold",
    ],
    [
      "a memory that is another one once it was kept",
      PLAIN.replace(
        "parameters: {}",
        "parameters: {}, memory: { schema: z.instanceof(Map), initial: new Map() }",
      ),
      "has a memory that begins with what JSON cannot hold",
    ],
    [
      "bars of no horizon",
      PLAIN.replace("parameters: {}", "parameters: {}, barMinutes: [7]"),
      expect.stringContaining("has the barMinutes [7], expected some of 1, 2, 3"),
    ],
  ])("that holds %s is refused", (_, text, expected) => {
    const said = refusal(written(text)).replace('the strategy file "mine.ts" ', "");
    expect(said).toEqual(expected);
  });

  it("that is not there, or no file, is refused", () => {
    const directory = folder();
    expect(refusal(path.join(directory, "none.ts"))).toContain("cannot be read: Error: ENOENT");
    expect(refusal(directory)).toContain("is no regular file");
  });

  it.skipIf(process.platform === "win32")("below a folder that others can write to is refused", () => {
    const above = folder();
    const file = path.join(above, "own", "mine.ts");
    mkdirSync(path.dirname(file), { mode: 0o700 });
    writeFileSync(file, PLAIN, { mode: 0o600 });
    chmodSync(above, 0o777);
    expect(refusal(file)).toContain(`("${above}", mode 777)`);
    chmodSync(above, 0o1777); // nobody may replace there what is somebody else's
    expect(refusal(file)).toBe("opened");
  });

  it.skipIf(process.platform === "win32")("that is a pipe is refused, and not waited for", () => {
    const file = path.join(folder(), "pipe.ts");
    execFileSync("mkfifo", [file]);
    expect(refusal(file)).toBe('the strategy file "pipe.ts" is no regular file');
  });

  it("whose TypeScript is more than types is refused", () => {
    expect(refusal(written(`enum A { B }\n${PLAIN}`))).toContain(
      "is not TypeScript whose types can be left out",
    );
  });

  it.skipIf(process.platform === "win32")("that others can write, or replace, is refused", () => {
    const file = written(PLAIN);
    chmodSync(file, 0o620);
    expect(refusal(file)).toContain("can be written by others than its owner (mode 620)");
    chmodSync(file, 0o600);
    chmodSync(path.dirname(file), 0o777);
    expect(refusal(file)).toContain(
      `lies in or below a directory that others than its owner can write to ("${path.dirname(file)}", mode 777)`,
    );
    chmodSync(path.dirname(file), 0o700);
    expect(refusal(file)).toBe("opened");
  });

  it.skipIf(process.platform === "win32")("with a part that others can write is refused", () => {
    const file = written(`import "./part.ts";\n${PLAIN}`, { "part.ts": "export {};" });
    chmodSync(path.join(path.dirname(file), "part.ts"), 0o602);
    expect(refusal(file)).toBe(
      'the strategy file "part.ts" can be written by others than its owner (mode 602)',
    );
  });

  it("whose functions break off while the configuration is read says so", () => {
    const file = written(PLAIN.replace("() => 1", `() => { throw new Error("why"); }`));
    expect(() => openStrategyFile(file).declaration.barsRequired({})).toThrow(
      "broke off in barsRequired: Error: why",
    );
  });

  it.each([
    [
      "barsRequired",
      `() => { throw Object.create(null); }`,
      "broke off in barsRequired: something that cannot be shown",
    ],
    ["barsRequired", "async () => 1", "made a promise: a strategy cannot wait for anything"],
    [
      "checkParameters",
      "() => false",
      "answers checkParameters with a boolean, expected a text, or undefined",
    ],
    ["addsToPositions", `() => "no"`, "answers addsToPositions with a string, expected true or false"],
    [
      "mostHeld",
      "() => null",
      "answers mostHeld with a object, expected { positions, weight }, both numbers",
    ],
    ["namesStops", "() => 1", "answers namesStops with a number, expected true or false"],
    [
      "instrumentsNeeded",
      `() => "Etf:1"`,
      "answers instrumentsNeeded with a string, expected a list of texts",
    ],
  ] as const)("whose %s is %s says so, and is no bug of ours", (name, text, said) => {
    const { declaration } = openStrategyFile(
      written(PLAIN.replace("evaluate:", `${name}: ${text}, evaluate:`)),
    );
    const asked = () => declaration[name]?.({});
    expect(asked).toThrow(TradebotError);
    expect(asked).toThrow(said);
  });

  it("cannot change the parameters that it is asked about", () => {
    const text = PLAIN.replace("() => 1", "(parameters) => (parameters.window = 1)");
    const parameters = { window: 4 };
    expect(() => openStrategyFile(written(text)).declaration.barsRequired(parameters)).toThrow(
      "broke off in barsRequired: TypeError: Cannot assign to read only property 'window'",
    );
    expect(parameters).toEqual({ window: 4 });
  });
});
