/** How each scheduler wants text written so that it arrives as it is. */

const PLAIN_WORD = /^[A-Za-z0-9_./:@+,=-]+$/;

/** A path in a unit file, where nothing but `%` means something. */
export const systemdPath = (path: string): string => path.replaceAll("%", "%%");

/** One word of a list in a unit file. */
export function systemdWord(text: string): string {
  const specified = systemdPath(text);
  return PLAIN_WORD.test(specified.replaceAll("%%", ""))
    ? specified
    : `"${specified.replace(/["\\]/g, "\\$&")}"`;
}

/** One argument of ExecStart=, where variables are replaced too. */
export const systemdArgument = (text: string): string => systemdWord(text.replaceAll("$", () => "$$"));

export const shellWord = (text: string): string =>
  PLAIN_WORD.test(text) ? text : `'${text.replaceAll("'", () => `'\\''`)}'`;

/** A command in a crontab, where an unescaped `%` ends it. */
export const cronCommand = (command: string): string => command.replaceAll("%", () => "\\%");

/** ASCII whatever the text is, so that no encoding can be mistaken. */
export const xmlText = (text: string): string =>
  text.replace(/[&<>"']|[^\x20-\x7e]/gu, (character) => `&#${character.codePointAt(0) ?? 0};`);

/** One argument as the C runtime of Windows takes a command line apart. */
export function windowsArgument(text: string): string {
  if (PLAIN_WORD.test(text.replaceAll("\\", ""))) return text;
  return `"${text.replace(/(\\*)"/g, '$1$1\\"').replace(/\\+$/, "$&$&")}"`;
}

/** A string in YAML; JSON is a part of YAML. */
export const yamlText = (text: string): string => JSON.stringify(text);
