import { QuickSearch } from "./quick-search.ts";
import { MASK } from "../../core/domain/secret-shapes.ts";
import { base64FormsOf, inAnyEscaping } from "./secret-forms.ts";

/** Shorter ones would blank out ordinary words. */
const SHORTEST_SECRET = 6;

interface Form {
  readonly text: string;
  /** A part that no escaping changes: where it is missing, the form is, and looking for it is quick. */
  readonly core: string;
  readonly pattern: RegExp;
}

/** The secrets in use right now, each known in the forms in which it may surface. */
export class LiveSecrets {
  readonly #secrets = new Set<string>();
  readonly #cores = new QuickSearch();
  #longestFirst: readonly Form[] = [];

  constructor(secrets: readonly string[] = []) {
    for (const secret of secrets) this.add(secret);
  }

  /** Values under 6 characters are not looked for: they would blank out ordinary words. */
  add(secret: string): void {
    if (secret.length < SHORTEST_SECRET || this.#secrets.has(secret)) return;
    this.#secrets.add(secret);
    const forms = formsOf(secret);
    for (const { core } of forms) this.#cores.add(core);
    this.#longestFirst = [...this.#longestFirst, ...forms].sort((a, b) => b.text.length - a.text.length);
  }

  hideIn(text: string): string {
    if (!this.#cores.isSuspicious(text)) return text;
    let hidden = text;
    for (const { core, pattern } of this.#longestFirst) {
      if (hidden.includes(core)) hidden = hidden.replace(pattern, MASK);
    }
    return hidden.replace(BASE64_RUN, (run) => (this.#isIn(decodingsOf(run)) ? MASK : run));
  }

  #isIn(texts: readonly string[]): boolean {
    return texts.some((text) =>
      this.#longestFirst.some(({ core, pattern }) => text.includes(core) && text.search(pattern) >= 0),
    );
  }
}

const BASE64_RUN = /[A-Za-z0-9+/_-]{16,}/g;

/** What the run may be the base64 of, wherever in it that begins; most words have letters of one kind and are none. */
const decodingsOf = (run: string): readonly string[] =>
  /[a-z]/.test(run) && /[A-Z]/.test(run)
    ? [0, 1, 2, 3].map((offset) => Buffer.from(run.slice(offset), "base64").toString("utf8"))
    : [];

const formsOf = (secret: string): readonly Form[] => [
  formOf(secret),
  ...base64FormsOf(secret)
    .filter(({ length }) => length >= SHORTEST_SECRET)
    .map(formOf),
];

const formOf = (text: string): Form => ({
  text,
  core: longestPlainRun(text),
  pattern: new RegExp(inAnyEscaping(text), "gu"),
});

const longestPlainRun = (text: string): string =>
  (text.match(/[A-Za-z0-9]+/g) ?? []).reduce((a, b) => (b.length > a.length ? b : a), "");
