import type { OwnFile } from "../../../adapters/files/inventory.ts";
import { freeBytes } from "../../../adapters/files/inventory.ts";
import type { StoreContents } from "../../../adapters/store/contents.ts";
import { readContents } from "../../../adapters/store/contents.ts";
import { stampIn, versionInName } from "../../../adapters/store/store-files.ts";
import type { Settings } from "../../../config/settings.ts";
import { TradebotError } from "../../../core/domain/errors.ts";
import { isoFromTimestamp, timestamp } from "../../../core/domain/time.ts";
import { EXIT_CODES } from "../../exit-codes.ts";
import { printable, printJson, renderTable } from "../../output.ts";
import { requireSettings } from "../../read-store.ts";
import type { CommandInput } from "../../register/commands.ts";
import { bytesText } from "./bytes-text.ts";
import type { OwnDirectory } from "./own-directories.ts";
import { takeStockOfAll } from "./own-directories.ts";

/** Shows what lies where, and how much of it. @returns 0, or the code of what keeps the store from being read */
export function runStorage(input: CommandInput): number {
  const settings = requireSettings(input);
  const store = look(settings);
  const document = storageDocument(takeStockOfAll(settings), store);
  if (input.json) printJson(input.host, document);
  else input.host.stdout.write(asText(document));
  return store.kind === "unreadable" ? EXIT_CODES[store.error.exit].code : EXIT_CODES.done.code;
}

type Look =
  | { readonly kind: "none" }
  | { readonly kind: "read"; readonly contents: StoreContents }
  | { readonly kind: "unreadable"; readonly error: TradebotError };

/** A store that cannot be read is no reason to keep quiet about the rest. */
function look(settings: Settings): Look {
  try {
    const contents = readContents(settings.stateDirectory);
    return contents === undefined ? { kind: "none" } : { kind: "read", contents };
  } catch (error) {
    if (!(error instanceof TradebotError)) throw error;
    return { kind: "unreadable", error };
  }
}

type StorageDocument = ReturnType<typeof storageDocument>;

const storageDocument = (directories: readonly OwnDirectory[], store: Look) => ({
  directories: directories.map(directoryDocument),
  store: storeDocument(store),
  backups: filesOf(directories, "backup").map(({ name, path, bytes }) => ({
    path,
    bytes,
    at: stampText(name),
    version: versionInName(name),
  })),
  damaged_stores: filesOf(directories, "damaged_store").map(({ name, path, bytes }) => ({
    path,
    bytes,
    at: stampText(name),
  })),
});

const filesOf = (directories: readonly OwnDirectory[], kind: string): readonly OwnFile[] =>
  directories.flatMap(({ files }) => files.filter((file) => file.kind === kind));

function stampText(name: string): string | undefined {
  const at = stampIn(name);
  return at === undefined ? undefined : isoFromTimestamp(at);
}

const directoryDocument = ({ roles, directory, isThere, files, strangers }: OwnDirectory) => ({
  roles,
  path: directory,
  exists: isThere,
  free_bytes: freeBytes(directory),
  files: [...Map.groupBy(files, ({ kind }) => kind)].map(([kind, own]) => kindDocument(kind, own)),
  strangers,
});

function kindDocument(kind: string, files: readonly OwnFile[]) {
  const times = files.map(({ modifiedAt }) => modifiedAt);
  return {
    kind,
    count: files.length,
    bytes: files.reduce((sum, { bytes }) => sum + bytes, 0),
    oldest: isoFromTimestamp(timestamp(Math.min(...times))),
    newest: isoFromTimestamp(timestamp(Math.max(...times))),
  };
}

function storeDocument(store: Look) {
  switch (store.kind) {
    case "none":
      return { state: "none" } as const;
    case "unreadable":
      return { state: "unreadable", problem: store.error.message, remedy: store.error.hint } as const;
    case "read":
      return { state: "readable", ...store.contents } as const;
  }
}

function asText({ directories, store, backups, damaged_stores }: StorageDocument): string {
  const copies = [
    ...backups.map(({ path, bytes, version }) => [`backup, version ${version}`, bytesText(bytes), path]),
    ...damaged_stores.map(({ path, bytes }) => ["damaged store, moved aside", bytesText(bytes), path]),
  ];
  const sections = [
    ...directories.map(directoryText),
    storeText(store),
    copies.length === 0 ? "" : renderTable(["copy of the store", "size", "file"], copies),
  ];
  return sections.filter((section) => section !== "").join("\n");
}

const SHOWN_STRANGERS = 10;

function directoryText({
  roles,
  path,
  exists,
  free_bytes,
  files,
  strangers,
}: StorageDocument["directories"][number]) {
  const free = free_bytes === undefined ? "" : `, ${bytesText(free_bytes)} free`;
  const head = `${roles.join(", ")}: ${printable(path)}${exists ? free : " (not there yet)"}\n`;
  const rows = files.map(({ kind, count, bytes, oldest, newest }) => [
    `  ${kind.replaceAll("_", " ")}`,
    String(count),
    bytesText(bytes),
    oldest,
    newest,
  ]);
  const table = rows.length === 0 ? "" : renderTable(["  files", "count", "size", "oldest", "newest"], rows);
  return head + table + strangersText(strangers);
}

function strangersText(strangers: readonly string[]): string {
  if (strangers.length === 0) return "";
  const shown = strangers.slice(0, SHOWN_STRANGERS).map(printable).join(", ");
  const more = strangers.length > SHOWN_STRANGERS ? ` and ${strangers.length - SHOWN_STRANGERS} more` : "";
  return `  not ours, never touched: ${shown}${more}\n`;
}

function storeText(store: StorageDocument["store"]): string {
  switch (store.state) {
    case "none":
      return "store: none yet; the first cycle makes it\n";
    case "unreadable":
      return `store: ${printable(store.problem)}\n${store.remedy === undefined ? "" : `  ${printable(store.remedy)}\n`}`;
    case "readable":
      return `store: version ${store.version}\n${renderTable(
        ["  table", "rows"],
        store.tables.map(({ table, rows }) => [`  ${table}`, String(rows)]),
      )}`;
  }
}
