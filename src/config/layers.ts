import { fileVariable } from "./all-settings.ts";
import type { ConfigFault } from "./config-fault.ts";
import type { EnvFileReading } from "./env-file.ts";
import type { Origin } from "./origin.ts";
import type { Setting } from "./setting.ts";

/** What opening a file with a secret brought. */
export type SecretFileReading =
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "missing" }
  | { readonly kind: "unreadable"; readonly reason: string };

/** The places a secret can be in besides the files and the environment. */
export interface SecretSources {
  readonly readSecretFile: (path: string) => SecretFileReading;
  /** The service manager's credential of this name; both spellings of a setting's name are tried. */
  readonly credentials?: (name: string) => string | undefined;
}

/** What the sources say about one setting. */
export type Found =
  | { readonly kind: "text"; readonly text: string; readonly origin: Origin }
  /** Mentioned, but its value is not known; `fault` is absent when the line itself was reported already. */
  | { readonly kind: "unreadable"; readonly origin: Origin; readonly fault?: ConfigFault };

type Named = Pick<Setting, "name" | "isSecret">;

/** One source of values. Of several layers, the first that finds something decides. */
export type Layer = (setting: Named) => Found | undefined;

/** What a file says, or the environment: the value itself, or for a secret the path of a file that holds it. */
function writtenLayer(look: (name: string) => Written | undefined, secrets: SecretSources): Layer {
  return (setting) => {
    const direct = look(setting.name);
    const path = setting.isSecret === true ? look(fileVariable(setting.name)) : undefined;
    if (direct !== undefined && path !== undefined) return writtenTwice(setting, direct.origin);
    if (path !== undefined) return fromSecretFile(setting, path, secrets);
    return direct === undefined ? undefined : asFound(direct);
  };
}

interface Written {
  readonly origin: Origin;
  readonly text?: string;
}

const asFound = ({ origin, text }: Written): Found =>
  text === undefined ? { kind: "unreadable", origin } : { kind: "text", text, origin };

function writtenTwice({ name }: Named, origin: Origin): Found {
  const fault: ConfigFault = {
    setting: name,
    fault: `set together with ${fileVariable(name)}`,
    expected: "one of the two",
    origin,
  };
  return { kind: "unreadable", origin, fault };
}

function fromSecretFile({ name }: Named, { origin, text: path }: Written, secrets: SecretSources): Found {
  if (path === undefined) return { kind: "unreadable", origin };
  const shown = shownPath(path);
  const unreadable = (why: string): Found => ({
    kind: "unreadable",
    origin,
    fault: { setting: name, fault: `${shown} of ${fileVariable(name)} ${why}`, origin },
  });
  const reading = secrets.readSecretFile(path);
  if (reading.kind === "missing")
    return { kind: "unreadable", origin, fault: missingFile(name, path, origin) };
  if (reading.kind === "unreadable") {
    return unreadable(`cannot be read: ${reading.reason.replaceAll(path, () => shown)}`);
  }
  const text = withoutLineEnd(reading.text);
  return text === ""
    ? unreadable("is empty")
    : { kind: "text", text, origin: { kind: "secret_file", path: shown } };
}

/** A path that leads nowhere may be the secret itself, whatever it looks like. */
const missingFile = (name: string, path: string, origin: Origin): ConfigFault => ({
  setting: name,
  fault: `the file that ${fileVariable(name)} names does not exist`,
  hint: `its path (${path.length} characters) is not shown, since it may be the secret itself, which belongs in ${name}`,
  origin,
});

/** The path, unless it may be the secret itself, written where its path belongs. */
const shownPath = (path: string): string => (/[\w+=-]{40}/.test(path) ? `(${path.length} characters)` : path);

/** Editors and `echo` end a file with a line break that belongs to no secret. */
const withoutLineEnd = (text: string): string => text.replace(/[\r\n]+$/, "");

function credentialLayer({ credentials }: SecretSources): Layer {
  return ({ name, isSecret }) => {
    if (credentials === undefined || isSecret !== true) return undefined;
    for (const spelling of [name, name.toLowerCase()]) {
      const text = withoutLineEnd(credentials(spelling) ?? "");
      if (text !== "") return { kind: "text", text, origin: { kind: "credential", name: spelling } };
    }
    return undefined;
  };
}

export interface Sources extends SecretSources {
  /** In the order of layering: each is over the ones before it. */
  readonly files: readonly EnvFileReading[];
  readonly environment: Readonly<Record<string, string | undefined>>;
}

/** The process environment over the service manager's credentials over the files, the last file first. */
export function layersOf(sources: Sources): readonly Layer[] {
  const inEnvironment = (name: string): Written | undefined => {
    const text = sources.environment[name];
    return text === undefined || text === "" ? undefined : { text, origin: { kind: "environment" } };
  };
  const files = sources.files.map(({ entries }) => writtenLayer((name) => entries.get(name), sources));
  return [writtenLayer(inEnvironment, sources), credentialLayer(sources), ...files.reverse()];
}

export function findIn(layers: readonly Layer[], setting: Named): Found | undefined {
  for (const layer of layers) {
    const found = layer(setting);
    if (found !== undefined) return found;
  }
  return undefined;
}
