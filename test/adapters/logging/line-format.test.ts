import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { LineFormat, type LogContext } from "../../../src/adapters/logging/line-format.ts";
import { LiveSecrets } from "../../../src/adapters/logging/live-secrets.ts";
import { hideSecretShapes, isSecretName } from "../../../src/core/domain/secret-shapes.ts";
import { renderField } from "../../../src/adapters/logging/render-field.ts";
import { cycleId, runId } from "../../../src/core/domain/ids.ts";
import { CATALOGUE, type EventName } from "../../../src/events/catalogue.ts";
import { FIELDS } from "../../../src/events/fields.ts";
import { parseLogLine } from "../../support/log-lines.ts";
import { CONTEXT, CONTEXT_COLUMN, NOW, RUN_ID } from "./support-values.ts";

const format = (context: LogContext = CONTEXT): LineFormat => new LineFormat(context, new LiveSecrets());

describe("the line", () => {
  it("prints time, level, component, event and the six context fields", () => {
    expect(format().line(NOW, "startup_ready", {})).toBe(
      `2026-11-20T07:12:03.214Z | INFO  | startup | startup_ready | ${CONTEXT_COLUMN}`,
    );
  });

  it("prints the cycle once it is bound", () => {
    const bound = format();
    bound.bindCycle(cycleId(17));
    expect(bound.line(NOW, "startup_ready", {})).toContain(`run_id=${RUN_ID} cycle_id=17 dry_run=false`);
  });

  it("prints a dash for context that is not known", () => {
    expect(format({ runId: runId("r1") }).line(NOW, "startup_ready", {})).toBe(
      "2026-11-20T07:12:03.214Z | INFO  | startup | startup_ready | run_id=r1 cycle_id=- dry_run=- single_cycle=- env=- strategy=-",
    );
  });

  it("orders the fields as the catalogue does, whatever the order of the call", () => {
    const fields = {
      quantity: "10",
      side: "buy",
      order_id: "76721045",
      account_key: "ABCDEF123456789",
      uic: 211,
      external_reference: "ATB-K5TQ3JXW2N4HGZ7A",
      instrument_id: "Stock:211",
    };
    expect(format().line(NOW, "execution_order_placed", fields)).toBe(
      `2026-11-20T07:12:03.214Z | INFO  | execution.placement | execution_order_placed | ${CONTEXT_COLUMN} external_reference=ATB-K5TQ3JXW2N4HGZ7A order_id=76721045 side=buy quantity=10 account_key=ABC***89 instrument_id=Stock:211 uic=211`,
    );
  });

  it("pads every level to five characters", () => {
    const levelColumn = (name: EventName): string => format().line(NOW, name, {}).split(" | ")[1] ?? "";
    expect(levelColumn("http_response_received")).toBe("DEBUG");
    expect(levelColumn("startup_ready")).toBe("INFO ");
    expect(levelColumn("http_error")).toBe("WARN ");
    expect(levelColumn("cycle_failed")).toBe("ERROR");
  });

  it("leaves out fields without a value", () => {
    const line = format().line(NOW, "http_error", { http_method: "GET", http_status: undefined });
    expect(line.endsWith("strategy=moving_average@1 http_method=GET")).toBe(true);
  });

  it.each([
    ["a word", "AAPL:xnas", "AAPL:xnas"],
    ["an empty text", "", '""'],
    ["a dash, which bare would mean not known", "-", '"-"'],
    ["spaces", "two words", '"two words"'],
    ["an equals sign", "a=b", '"a=b"'],
    ["quotes and backslashes", 'say "no" \\', '"say \\"no\\" \\\\"'],
    ["line ends", "one\r\ntwo", '"one\\r\\ntwo"'],
    ["control characters", "\u0007\u001b[31m", '"\\u0007\\u001b[31m"'],
    ["C1 controls", "\u007f\u009b31m", '"\\u007f\\u009b31m"'],
    ["line separators", "a\u2028b\u2029c", '"a\\u2028b\\u2029c"'],
    ["bidi controls", "\u202egnp.exe\u2066", '"\\u202egnp.exe\\u2066"'],
    ["zero-width characters", "a\u200bb\ufeffc", '"a\\u200bb\\ufeffc"'],
    ["invisible tags beyond the basic plane", "a\u{e0041}", '"a\\udb40\\udc41"'],
    ["half a surrogate pair", "a\ud800", '"a\\ud800"'],
    ["letters of any language", "Ørsted A/S", '"Ørsted A/S"'],
  ])("prints %s", (_, symbol, printed) => {
    const line = format().line(NOW, "marketdata_instrument_failed", { symbol });
    expect(line.slice(line.indexOf(" symbol="))).toBe(` symbol=${printed}`);
  });

  it("cuts a long value and says how much is missing", () => {
    const detail = "word ".repeat(200);
    const line = parseLogLine(format().line(NOW, "http_error", { detail }));
    expect(line.fields["detail"]).toBe(`${detail.slice(0, 512)}...+488`);
  });

  it("counts what is missing of a very long value as well", () => {
    const line = parseLogLine(format().line(NOW, "http_error", { detail: "word ".repeat(100_000) }));
    expect(line.fields["detail"]?.slice(510)).toBe("wo...+499488");
  });

  it("keeps a stack on one line, and more of it", () => {
    const stack = `Error: x\n${"    at f (file.ts:1:1)\n".repeat(500)}`;
    const line = format().line(NOW, "unexpected_exception", { stack });
    expect(line).not.toContain("\n");
    expect(parseLogLine(line).fields["stack"]?.slice(0, 2048)).toBe(stack.slice(0, 2048));
  });

  it("gives up the longest values when the line would pass 8 kB", () => {
    const long = "\u202e".repeat(600);
    const fields = {
      external_reference: "ATB-K5TQ3JXW2N4HGZ7A",
      execution_outcome: long,
      failure_reason: long,
      detail: long,
    };
    const line = format().line(NOW, "execution_order_rejected", fields);
    expect(Buffer.byteLength(line)).toBeLessThan(8192);
    expect(parseLogLine(line).fields["external_reference"]).toBe("ATB-K5TQ3JXW2N4HGZ7A");
  });

  it.each([
    ["a number that is none", "http_error", { attempt: Number.NaN }, "attempt=***"],
    ["an infinite number", "http_error", { attempt: Infinity }, "attempt=***"],
    ["a number as a text", "http_error", { attempt: "1" }, "attempt=***"],
    ["an object as a text", "http_error", { detail: { token: "x" } }, "detail=***"],
    ["null", "http_error", { detail: null }, "detail=***"],
    ["a text as a flag", "execution_precheck_passed", { precheck_ok: "yes" }, "precheck_ok=***"],
    ["a field that the event does not have", "startup_ready", { detail: "x" }, "detail=***"],
    ["a field that nothing has", "startup_ready", { surprise: "x" }, "surprise=***"],
    ["a field whose name is no name", "startup_ready", { "a=1 b": "x", "c\nd": "y" }, "unnamed_field=***"],
  ] as const)("hides %s", (_, name, fields, printed) => {
    expect(format().line(NOW, name, fields)).toMatch(new RegExp(` ${printed.replaceAll("*", "\\*")}$`));
  });

  it("prints whole numbers for integer fields", () => {
    expect(format().line(NOW, "http_error", { wait_ms: 12.6 })).toMatch(/ wait_ms=13$/);
  });
});

const NASTY = fc.string({
  unit: fc.oneof(
    fc.constantFrom(
      " ",
      "=",
      '"',
      "\\",
      "\n",
      "\r",
      "|",
      "\t",
      "\u0000",
      "\u001b",
      "\u007f",
      "\u0085",
      "\u009b",
      "-",
    ),
    fc.constantFrom(
      "\u2028",
      "\u2029",
      "\u202e",
      "\u2066",
      "\u200b",
      "\u200d",
      "\ufeff",
      "\u{e0001}",
      "\ud800",
      "\udc00",
    ),
    fc.string({ unit: "grapheme", minLength: 1, maxLength: 1 }),
    fc.string({ unit: "binary", minLength: 1, maxLength: 1 }),
    fc.constantFrom(" | ERROR | ", " order_id=1", "\n2026-11-20T07:12:03.214Z | INFO  | "),
  ),
  maxLength: 12,
});

describe("forging", () => {
  it("cannot be done: every line parses back to exactly the fields that were given", () => {
    fc.assert(
      fc.property(NASTY, NASTY, NASTY, (reason, detail, symbol) => {
        const fields = { instrument_id: "Stock:211", reason, symbol, detail };
        const shown = {
          instrument_id: "Stock:211",
          reason: hideSecretShapes(reason), // a random text may happen to say "key=#"
          symbol: hideSecretShapes(symbol),
          detail: hideSecretShapes(detail),
        };
        const line = format().line(NOW, "marketdata_instrument_failed", fields);
        expect(line).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/u);
        const { event, fields: read } = parseLogLine(line);
        expect(event).toBe("marketdata_instrument_failed");
        expect(read).toEqual({
          ...parseLogLine(format().line(NOW, "startup_ready", {})).fields,
          ...shown,
        });
      }),
    );
  });

  it("cannot be done through the context either", () => {
    fc.assert(
      fc.property(NASTY, (nasty) => {
        const text = nasty.slice(0, 64);
        const line = format({ runId: runId("r1"), environment: "SIM", strategy: text }).line(
          NOW,
          "startup_ready",
          {},
        );
        expect(parseLogLine(line).fields["strategy"]).toBe(hideSecretShapes(text));
      }),
    );
  });

  it("keeps every line under 8 kB", () => {
    const fields = fc.record({
      external_reference: NASTY,
      failure_reason: fc.string({ unit: "binary", maxLength: 2000 }),
      detail: fc.string({ unit: "grapheme", maxLength: 2000 }),
      symbol: fc.string({ unit: "binary", maxLength: 2000 }),
      asset_type: fc.string({ unit: "binary", maxLength: 2000 }),
    });
    fc.assert(
      fc.property(fields, (values) => {
        expect(Buffer.byteLength(format().line(NOW, "execution_order_rejected", values))).toBeLessThan(8192);
      }),
    );
  });
});

describe("the fields", () => {
  it("have no name of the context", () => {
    const context = ["run_id", "cycle_id", "dry_run", "single_cycle", "env", "strategy"];
    expect(Object.keys(FIELDS).filter((name) => context.includes(name))).toEqual([]);
  });

  it("are hidden where their name is that of a secret and they hold text", () => {
    const shown = Object.values(CATALOGUE)
      .flatMap(({ required, optional }) => [...required, ...optional])
      .filter((name) => FIELDS[name].kind === "text" && isSecretName(name))
      .map((name) => renderField(name, "ABCDEF123456789", new LiveSecrets()));
    expect(new Set(shown)).toEqual(new Set(["ABC***89"]));
  });

  it("are shown where they only count", () => {
    expect(renderField("disclaimer_tokens_count", 3, new LiveSecrets())).toBe("3");
  });
});
