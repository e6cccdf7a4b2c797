import { allSettings, fileVariable } from "./all-settings.ts";
import { nameWithSameWords, nearestName } from "./nearest-name.ts";
import type { Group, Setting } from "./setting.ts";
import { GROUPS } from "./setting.ts";

/** What a word of a person who asks about settings means. */
export type SettingsFound =
  | { readonly kind: "found"; readonly settings: readonly Setting[] }
  | { readonly kind: "unknown"; readonly nearest?: string };

const WORD_BREAKS = /[\s_-]+/g;
const bare = (text: string): string => text.toLowerCase().replace(WORD_BREAKS, "");

const isGroup = (word: string, group: Group): boolean =>
  bare(word) === bare(group) || bare(word) === bare(GROUPS[group]);

/** A third of the letters: who asks only looks, so a bold guess does no harm. */
const slip = (known: string): number => Math.ceil(known.length / 3);

/** All settings without a word; else the setting of that name, or those of the group, in any case. */
export function findSettings(word: string | undefined): SettingsFound {
  const all = allSettings();
  if (word === undefined) return { kind: "found", settings: all };
  const name = word.toUpperCase().replaceAll("-", "_");
  const settings = all.filter(
    (setting) => setting.name === name || isFileOf(setting, name) || isGroup(word, setting.group),
  );
  if (settings.length > 0) return { kind: "found", settings };
  const names = [
    ...all.map((setting) => setting.name),
    ...Object.keys(GROUPS).map((group) => group.toUpperCase()),
  ];
  const withoutFile = names.find((known) => fileVariable(known) === name);
  const nearest = withoutFile ?? nearestName(name, names, slip) ?? nameWithSameWords(name, names);
  return { kind: "unknown", ...(nearest === undefined ? {} : { nearest }) };
}

const isFileOf = ({ name, isSecret }: Setting, asked: string): boolean =>
  isSecret === true && fileVariable(name) === asked;
