import { isObject, type Members } from "../../core/domain/is-object.ts";
import type { FieldFaults } from "./answer.ts";
import { pickEnum } from "./enums.ts";

/** Reads the fields of a JSON body and collects every one that is of the wrong kind. */
export class BodyReader {
  readonly #fields: Members;
  readonly #path: string;
  readonly #isObject: boolean;
  readonly #faults: Map<string, string[]>;

  constructor(body: unknown, path = "", faults = new Map<string, string[]>()) {
    this.#path = path;
    this.#faults = faults;
    this.#fields = isObject(body) ? body : {};
    this.#isObject = isObject(body);
    if (!this.#isObject) this.#blame("Body", "must be a JSON object");
  }

  get hasFaults(): boolean {
    return this.#faults.size > 0;
  }

  get faults(): FieldFaults {
    return Object.fromEntries(this.#faults);
  }

  /** The value as it came. */
  raw(name: string): unknown {
    return this.#fields[name];
  }

  /** Notes a missing field; the value is passed on. */
  required<Value>(name: string, value: Value | undefined): Value | undefined {
    if (!this.#isObject) return value; // that it is none says it all
    if (value === undefined && this.#fields[name] === undefined) this.#blame(name, "is required");
    return value;
  }

  /** Text that is not blank. */
  text(name: string): string | undefined {
    return this.#read(name, "must be text that is not blank", (value) =>
      typeof value === "string" && value.trim() !== "" ? value : undefined,
    );
  }

  number(name: string): number | undefined {
    return this.#read(name, "must be a number", (value) =>
      typeof value === "number" && Number.isFinite(value) ? value : undefined,
    );
  }

  integer(name: string): number | undefined {
    return this.#read(name, "must be a whole number", (value) =>
      typeof value === "number" && Number.isSafeInteger(value) ? value : undefined,
    );
  }

  flag(name: string): boolean | undefined {
    return this.#read(name, "must be true or false", (value) =>
      typeof value === "boolean" ? value : undefined,
    );
  }

  /** One of the known words, in any case. */
  word<Word extends string>(name: string, known: readonly Word[]): Word | undefined {
    return this.#read(name, "has an unknown value", (value) =>
      typeof value === "string" ? pickEnum(known, value) : undefined,
    );
  }

  /** The known words of a list. */
  words<Word extends string>(name: string, known: readonly Word[]): ReadonlySet<Word> {
    const texts = this.#list(name);
    const found = texts.map((text) => (typeof text === "string" ? pickEnum(known, text) : undefined));
    if (found.includes(undefined)) this.#blame(name, "has an unknown value");
    return new Set(found.filter((word) => word !== undefined));
  }

  /** Readers for the objects of a list inside, whose faults are collected here. */
  entries(name: string): readonly BodyReader[] {
    return this.#list(name).map(
      (entry, index) => new BodyReader(entry, `${this.#path}${name}[${index}].`, this.#faults),
    );
  }

  /** Notes what is wrong beyond the kind of a value. */
  blame(name: string, sentence: string): void {
    const field = this.#path + name;
    this.#faults.set(field, [...(this.#faults.get(field) ?? []), sentence]);
  }

  /** A reader for an object inside, whose faults are collected here. */
  nested(name: string): BodyReader | undefined {
    const value = this.#read(name, "must be a JSON object", (inside) =>
      isObject(inside) ? inside : undefined,
    );
    return value && new BodyReader(value, `${this.#path}${name}.`, this.#faults);
  }

  #list(name: string): readonly unknown[] {
    const value = this.#read(name, "must be a list", (inside) =>
      Array.isArray(inside) ? inside : undefined,
    );
    return value ?? [];
  }

  #read<Value>(
    name: string,
    fault: string,
    convert: (value: unknown) => Value | undefined,
  ): Value | undefined {
    const value = this.#fields[name];
    if (value === undefined) return undefined;
    const converted = convert(value);
    if (converted === undefined) this.#blame(name, fault);
    return converted;
  }

  #blame(name: string, fault: string): void {
    this.blame(name, `${this.#path}${name} ${fault}`);
  }
}
