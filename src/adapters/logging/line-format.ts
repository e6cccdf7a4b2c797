import type { CycleId, RunId } from "../../core/domain/ids.ts";
import type { Timestamp } from "../../core/domain/time.ts";
import { isoFromTimestamp } from "../../core/domain/time.ts";
import { CATALOGUE, type EventName } from "../../events/catalogue.ts";
import type { EventDefinition, Level } from "../../events/event.ts";
import type { FieldName } from "../../events/fields.ts";
import type { LiveSecrets } from "./live-secrets.ts";
import { NOT_KNOWN } from "./quote.ts";
import { MASK } from "../../core/domain/secret-shapes.ts";
import { renderField, renderText } from "./render-field.ts";

/** What stands on every line; `-` where it is not known. */
export interface LogContext {
  readonly runId: RunId;
  readonly dryRun?: boolean | undefined;
  readonly singleCycle?: boolean | undefined;
  readonly environment?: string | undefined;
  /** Name and version: `moving_average@1`. */
  readonly strategy?: string | undefined;
}

/** Fields by name, as they come from a call. */
export type Fields = Readonly<Record<string, unknown>>;

const LONGEST_LINE_BYTES = 8192;
const MOST_UNKNOWN_FIELDS = 16;
const FIELD_NAME = /^[a-z][a-z0-9_]{0,63}$/;

const LEVEL_COLUMN: Readonly<Record<Level, string>> = {
  debug: "DEBUG",
  info: "INFO ",
  warn: "WARN ",
  error: "ERROR",
};

/** Turns events into lines, and keeps every rule that makes one event one line with no secret on it. */
export class LineFormat {
  #context: LogContext;
  readonly #secrets: LiveSecrets;
  readonly #shapes = new Map<EventName, Shape>();
  #contextColumn: string;
  #cycle: CycleId | undefined;
  /** The newest instant and its text: in a burst many lines share one. */
  #instant: { readonly at: Timestamp; readonly text: string } | undefined;

  constructor(context: LogContext, secrets: LiveSecrets) {
    this.#context = context;
    this.#secrets = secrets;
    this.#contextColumn = this.#renderContext(undefined);
  }

  bindCycle(id: CycleId): void {
    this.#cycle = id;
    this.#contextColumn = this.#renderContext(id);
  }

  bindStrategy(strategy: string): void {
    this.#context = { ...this.#context, strategy };
    this.#contextColumn = this.#renderContext(this.#cycle);
  }

  /** The line, without its end. Fields come in the catalogue's order, whatever the order they were given in. */
  line(at: Timestamp, name: EventName, fields: Fields): string {
    const { columns, fieldNames, isField } = this.#shape(name);
    const head = `${this.#instantText(at)} | ${columns} | ${this.#contextColumn}`;
    const rest = withinLimit(head, this.#tokens(fieldNames, isField, fields));
    return head + this.#secrets.hideIn(rest); // the head was searched when it was made
  }

  /** Hides a value from here on. */
  addSecret(secret: string): void {
    this.#secrets.add(secret);
    this.#contextColumn = this.#renderContext(this.#cycle);
  }

  #instantText(at: Timestamp): string {
    if (this.#instant?.at !== at) this.#instant = { at, text: isoFromTimestamp(at) };
    return this.#instant.text;
  }

  #tokens(fieldNames: readonly FieldName[], isField: ReadonlySet<string>, fields: Fields): Token[] {
    const tokens: Token[] = [];
    for (const name of fieldNames) {
      const value = fields[name];
      if (value !== undefined) tokens.push({ name, value: renderField(name, value, this.#secrets) });
    }
    for (const name of unknownNames(isField, fields)) tokens.push({ name, value: MASK });
    return tokens;
  }

  #shape(name: EventName): Shape {
    const known = this.#shapes.get(name);
    if (known !== undefined) return known;
    const shape = shapeOf(name);
    this.#shapes.set(name, shape);
    return shape;
  }

  #renderContext(cycle: CycleId | undefined): string {
    const { runId, dryRun, singleCycle, environment, strategy } = this.#context;
    const text = (name: string, value: string | undefined): string =>
      `${name}=${value === undefined ? NOT_KNOWN : renderText(name, value, this.#secrets)}`;
    const column = [
      text("run_id", runId),
      `cycle_id=${cycle ?? NOT_KNOWN}`,
      `dry_run=${dryRun ?? NOT_KNOWN}`,
      `single_cycle=${singleCycle ?? NOT_KNOWN}`,
      text("env", environment),
      text("strategy", strategy),
    ].join(" ");
    return this.#secrets.hideIn(column);
  }
}

interface Token {
  readonly name: string;
  readonly value: string;
}

interface Shape {
  /** Level, component and name, which come from the catalogue alone. */
  readonly columns: string;
  /** Required ones first. */
  readonly fieldNames: readonly FieldName[];
  readonly isField: ReadonlySet<string>;
}

function shapeOf(name: EventName): Shape {
  const event: EventDefinition = CATALOGUE[name];
  const fieldNames = new Set([...event.required, ...event.optional]);
  return {
    columns: `${LEVEL_COLUMN[event.level]} | ${event.component} | ${name}`,
    fieldNames: [...fieldNames],
    isField: fieldNames,
  };
}

/** Names of fields the event does not have; the program's types exclude them, so their values are not trusted. */
function unknownNames(isField: ReadonlySet<string>, fields: Fields): readonly string[] {
  const unknown = Object.keys(fields).filter((name) => !isField.has(name) && fields[name] !== undefined);
  if (unknown.length === 0) return unknown;
  const printable = unknown.map((name) => (FIELD_NAME.test(name) ? name : "unnamed_field"));
  return [...new Set(printable)].slice(0, MOST_UNKNOWN_FIELDS);
}

/** Longest values go first when the line would pass the limit; short ones, such as ids, stay. */
function withinLimit(head: string, tokens: readonly Token[]): string {
  let rest = "";
  for (const { name, value } of tokens) rest += ` ${name}=${value}`;
  const isShort = (head.length + rest.length) * 3 < LONGEST_LINE_BYTES;
  if (isShort || Buffer.byteLength(head + rest) < LONGEST_LINE_BYTES) return rest;
  const longest = tokens.reduce((a, b) => (b.value.length > a.value.length ? b : a));
  return withinLimit(
    head,
    tokens.map((token) => (token === longest ? { ...token, value: `...+${token.value.length}` } : token)),
  );
}
