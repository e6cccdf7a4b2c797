export interface LineFault {
  readonly fault: string;
  readonly expected?: string;
  readonly hint?: string;
}

const ACCEPTED = [
  /^[ \t]*$/,
  /^[ \t]*#([^\p{Cc}\p{Zl}\p{Zp}]|\t)*(?<!\\)$/u,
  /^[A-Z][A-Z0-9_]*=[A-Za-z0-9_./:@%+,=-]*$/,
  /^[A-Z][A-Z0-9_]*='[^'\\\p{Cc}\p{Zl}\p{Zp}]*'$/u,
];

const IN_QUOTES = "NAME='value' in single quotes";
const AS_COMMENT = "the comment on a line of its own, beginning with #";
const NOT_WRITABLE = "a secret with such characters can be read from a file: NAME_FILE=path";

/** What else a line can look like, and how to write it; the first that fits says it. The last fits every line. */
const DIAGNOSES: readonly (readonly [RegExp, LineFault])[] = [
  [/^[ \t]*#.*\\$/, { fault: "the comment ends in a backslash, which continues it on the next line" }],
  [/^[ \t]*#/, { fault: "the comment has a control character, which some take for a line end" }],
  [/^\s*;/, { fault: "only # begins a comment everywhere", expected: AS_COMMENT }],
  [/^\s*export\s/, { fault: "export is not read everywhere", expected: "NAME=value without export" }],
  [/^[^=]*$/, { fault: "no NAME=value", expected: "NAME=value, or a comment beginning with #" }],
  [
    /^\s+[A-Z][A-Z0-9_]*\s*=|^[A-Z][A-Z0-9_]*\s+=|^[A-Z][A-Z0-9_]*=\s/,
    { fault: "spaces before the name or around the equals sign", expected: "NAME=value without spaces" },
  ],
  [
    /^(?![A-Z][A-Z0-9_]*=)/,
    { fault: "the name has other characters", expected: "a name of capital letters, digits and _" },
  ],
  [/=[^'"`].*\s#/, { fault: "a comment after the value is part of it for some", expected: AS_COMMENT }],
  [
    /^\w+=(['"`]).*\1\s+#/,
    { fault: "a comment after the value is part of it for some", expected: AS_COMMENT },
  ],
  [/\s$/, { fault: "spaces after the value", expected: "the line to end with the value" }],
  [/\\/, { fault: "a backslash is not read the same everywhere", hint: NOT_WRITABLE }],
  [/^\w+="/, { fault: "double quotes are not read the same everywhere", expected: IN_QUOTES }],
  [/^\w+=`/, { fault: "backticks are not quotes everywhere", expected: IN_QUOTES }],
  [/[\p{Cc}\p{Zl}\p{Zp}]/u, { fault: "the value has a control character", hint: NOT_WRITABLE }],
  [/^\w+='[^']*$/, { fault: "the closing quote is missing", expected: IN_QUOTES }],
  [/'/, { fault: "a single quote inside the value is not read the same everywhere", hint: NOT_WRITABLE }],
  [/^/, { fault: "the value has characters that are not read the same everywhere", expected: IN_QUOTES }],
];

/** Why a line of an env file does not mean the same to all who read such files; `undefined` when it does. */
export function lineFault(line: string): LineFault | undefined {
  if (ACCEPTED.some((form) => form.test(line))) return undefined;
  return DIAGNOSES.find(([form]) => form.test(line))?.[1];
}

const BARE_VALUE = /^[A-Za-z0-9_./:@%+,=-]*$/;
const QUOTABLE_VALUE = /^[^'\\\p{Cc}\p{Zl}\p{Zp}]*$/u;

/** The line that sets a name to a value for all who read such files; `undefined` when there is none. */
export function portableLine(name: string, value: string): string | undefined {
  if (BARE_VALUE.test(value)) return `${name}=${value}`;
  return QUOTABLE_VALUE.test(value) ? `${name}='${value}'` : undefined;
}
