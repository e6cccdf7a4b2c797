/** Where a value comes from. */
export type Origin =
  | { readonly kind: "default" }
  | { readonly kind: "not_set" }
  | FileOrigin
  | { readonly kind: "environment" }
  | {
      readonly kind: "secret_file";
      /** Its length where it may be the secret itself. */ readonly path: string;
    }
  | { readonly kind: "credential"; readonly name: string }
  /** Within the value of another setting, which stands elsewhere. */
  | { readonly kind: "member"; readonly of: string; readonly origin: Origin };

export interface FileOrigin {
  readonly kind: "file";
  readonly file: string;
  /** From 1; absent when the whole file is meant. */
  readonly line?: number;
}

export function describeOrigin(origin: Origin): string {
  switch (origin.kind) {
    case "default":
      return "default";
    case "not_set":
      return "not set";
    case "file":
      return origin.line === undefined ? origin.file : `${origin.file}:${origin.line}`;
    case "environment":
      return "process environment";
    case "secret_file":
      return `file ${origin.path}`;
    case "credential":
      return `credential ${origin.name}`;
    case "member":
      return `${origin.of}, ${describeOrigin(origin.origin)}`;
  }
}
