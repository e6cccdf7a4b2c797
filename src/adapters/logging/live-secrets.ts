import { MASK } from "./redact.ts";

/** Shorter ones would blank out ordinary words. */
const SHORTEST_SECRET = 6;

/** The secrets in use right now, each known in the forms in which it may surface. */
export class LiveSecrets {
  readonly #forms = new Set<string>();
  #longestFirst: readonly string[] = [];

  /** Values under 6 characters are not looked for: they would blank out ordinary words. */
  add(secret: string): void {
    if (secret.length < SHORTEST_SECRET) return;
    for (const form of formsOf(secret)) this.#forms.add(form);
    this.#longestFirst = [...this.#forms].sort((a, b) => b.length - a.length);
  }

  hideIn(text: string): string {
    let hidden = text;
    for (const form of this.#longestFirst) {
      if (hidden.includes(form)) hidden = hidden.replaceAll(form, MASK);
    }
    return hidden;
  }
}

function formsOf(secret: string): readonly string[] {
  const encoded = encodeURIComponent(secret.toWellFormed());
  const bytes = Buffer.from(secret, "utf8");
  return [
    secret,
    encoded,
    encoded.replaceAll(/%[0-9A-F]{2}/g, (octet) => octet.toLowerCase()),
    encoded.replaceAll("%20", "+"),
    bytes.toString("base64").replace(/=+$/, ""), // with or without padding
    bytes.toString("base64url"),
    encodeURIComponent(bytes.toString("base64")),
    JSON.stringify(secret).slice(1, -1),
  ];
}
