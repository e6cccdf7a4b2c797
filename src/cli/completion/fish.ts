import type { CommandNode } from "./command-tree.ts";
import { allNodes } from "./command-tree.ts";

/** Inside single quotes, where fish knows two escapes. */
const quoted = (text: string): string => `'${text.replace(/['\\]/g, String.raw`\$&`)}'`;

/** The script for fish: one line for each word that can be typed, with the commands that must stand before it. */
export function fishCompletion(tree: CommandNode): string {
  const nodes = allNodes(tree);
  const valued = nodes.flatMap(({ options }) =>
    options.filter(({ takesValue }) => takesValue).flatMap(({ flags }) => flags),
  );
  return `# Completion of ${tree.name} for fish.
function __${tree.name}_at
    set -l found
    set -l is_value 0
    for word in (commandline -opc)[2..-1]
        if test $is_value = 1
            set is_value 0
        else if contains -- $word ${[...new Set(valued)].join(" ")}
            set is_value 1
        else if not string match -q -- '-*' $word
            set -a found $word
        end
    end
    test "$found" = "$argv"
end
complete -c ${tree.name} -f
${nodes.flatMap((node) => linesOf(node, tree.name)).join("\n")}
`;
}

function linesOf(node: CommandNode, program: string): readonly string[] {
  const begin = `complete -c ${program} -n ${quoted([`__${program}_at`, ...node.path].join(" "))}`;
  const commands = node.commands.map(
    ({ name, description }) => `${begin} -a ${quoted(name)} -d ${quoted(description)}`,
  );
  const values = node.values === undefined ? [] : [`${begin} ${valuesOf(node.values)}`];
  return [...commands, ...values, ...node.options.map((option) => `${begin} ${optionOf(option)}`)];
}

function optionOf({ flags, description, takesValue, values }: CommandNode["options"][number]): string {
  const names = flags.map((flag) => (flag.startsWith("--") ? `-l ${flag.slice(2)}` : `-s ${flag.slice(1)}`));
  const value = takesValue ? [values === undefined ? "-x" : `-r ${valuesOf(values)}`] : [];
  return [...names, ...value, `-d ${quoted(description)}`].join(" ");
}

function valuesOf(values: NonNullable<CommandNode["values"]>): string {
  switch (values.kind) {
    case "choices":
      return `-a ${quoted(values.choices.join(" "))}`;
    case "file":
      return "-F";
    case "directory":
      return `-a ${quoted("(__fish_complete_directories)")}`;
  }
}
