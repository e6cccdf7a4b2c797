import { FIELDS, type FieldName } from "../../events/fields.ts";
import type { LiveSecrets } from "./live-secrets.ts";
import { cut, isBare, NOT_KNOWN, quote } from "./quote.ts";
import { hideSecretShapes, isSecretName, MASK } from "../../core/domain/secret-shapes.ts";
import { maskKey } from "./mask-key.ts";

const LONGEST_TEXT = 512;
const LONGEST: Readonly<Record<string, number>> = { stack: 2048, run_id: 64, env: 16, strategy: 64 };
/** Texts are searched for the shapes of secrets this far; what lies behind is never shown. */
const LONGEST_SEARCHED = 8192;

/** `{session}#{app}#{request}#{server}`, the gateway's own id of an answer (OpenAPI reference, X-Correlation). */
const CORRELATION = /^[\w-]{0,64}(?:#[\w-]{0,64}){2,4}$/;

/**
 * Prints a field's value. One of another kind than the field has is hidden: nobody has thought about what it may hold.
 *
 * @returns a bare word or a quoted text
 */
export function renderField(name: FieldName, value: unknown, secrets: LiveSecrets): string {
  const { kind, isSensitive } = FIELDS[name];
  switch (kind) {
    case "text":
      if (typeof value !== "string") return MASK;
      if (isSensitive) return quote(maskKey(value));
      return isSecretName(name) ? MASK : renderText(name, value, secrets);
    case "flag":
      return typeof value === "boolean" ? String(value) : MASK;
    case "integer":
    case "number":
      return renderNumber(kind, value);
  }
}

function renderNumber(kind: "integer" | "number", value: unknown): string {
  if (typeof value !== "number" || !Number.isFinite(value)) return MASK;
  return String(kind === "integer" ? Math.round(value) : value);
}

/** Too short to be a token and without a sign that could join a name to a secret: most values, and quickly told. */
const WORD = /^[A-Za-z0-9_.-]{1,20}$/;

export function renderText(name: string, text: string, secrets: LiveSecrets): string {
  if (WORD.test(text) && text !== NOT_KNOWN) return text;
  // live secrets first, and in the whole text: half of one, left by a cut, would not be recognised
  const safe = isBare(text) && text.length <= LONGEST_TEXT ? text : secrets.hideIn(text);
  const isGatewayId = name === "x_correlation" && CORRELATION.test(safe);
  const shown = isGatewayId ? safe : hideSecretShapes(safe.slice(0, LONGEST_SEARCHED));
  const unsearched = isGatewayId ? 0 : Math.max(0, safe.length - LONGEST_SEARCHED);
  return quote(cut(shown, LONGEST[name] ?? LONGEST_TEXT, unsearched));
}
