import type { CommandNode } from "./command-tree.ts";
import { allNodes } from "./command-tree.ts";

/** A word of ours between single quotes; names and choices hold none, and if one did it would stay one word. */
const quoted = (text: string): string => `'${text.replaceAll("'", "'\\''")}'`;

/**
 * The script for bash. It needs nothing but bash itself: the commands before the cursor lead to a node of the tree,
 * and the node names the words that can follow.
 */
export function bashCompletion(tree: CommandNode): string {
  const nodes = allNodes(tree);
  return `# Completion of ${tree.name} for bash.
_${tree.name}() {
  local words=("\${COMP_WORDS[@]}") current="\${COMP_WORDS[COMP_CWORD]}" node="" before="" index
  COMPREPLY=()
  for ((index = 1; index < COMP_CWORD; index++)); do
    [[ "\${words[index]}" == "=" ]] && continue
    if [[ "\${words[index - 1]}" == "=" ]]; then before=""; continue; fi
    if [[ -n "$before" ]]; then before=""; continue; fi
    case "$node \${words[index]}" in
${nodes.flatMap(optionsWithValue).join("\n")}
${nodes.flatMap(childSteps).join("\n")}
    esac
  done
  if [[ "$current" == "=" ]]; then current=""; fi
  case "$before" in
${[...new Set(nodes.flatMap(valueCases))].join("\n")}
    ?*) return ;;
  esac
  case "$node" in
${nodes.map(nodeCase).join("\n")}
  esac
}
complete -F _${tree.name} ${tree.name}
`;
}

const keyOf = (node: CommandNode): string => node.path.join(" ");

const optionsWithValue = (node: CommandNode): readonly string[] =>
  node.options
    .filter(({ takesValue }) => takesValue)
    .flatMap(({ flags }) =>
      flags.map(
        (flag) => `      ${quoted(`${keyOf(node)} ${flag}`)}) before=${quoted(valueKey(node, flag))} ;;`,
      ),
    );

const childSteps = (node: CommandNode): readonly string[] =>
  node.commands.map(
    (child) => `      ${quoted(`${keyOf(node)} ${child.name}`)}) node=${quoted(keyOf(child))} ;;`,
  );

const valueKey = (node: CommandNode, flag: string): string => `${keyOf(node)} ${flag}`;

const valueCases = (node: CommandNode): readonly string[] =>
  node.options.flatMap(({ flags, takesValue, values }) =>
    takesValue && values !== undefined
      ? flags.map((flag) => `    ${quoted(valueKey(node, flag))}) ${reply(values)} return ;;`)
      : [],
  );

type Values = NonNullable<CommandNode["values"]>;

function reply(values: Values): string {
  switch (values.kind) {
    case "choices":
      return words(values.choices);
    case "file":
      return paths("-f");
    case "directory":
      return paths("-d");
  }
}

/** Not with mapfile, which the bash of macOS does not have. */
const words = (list: readonly string[]): string =>
  `COMPREPLY=($(compgen -W ${quoted(list.join(" "))} -- "$current"));`;

const paths = (kind: "-d" | "-f"): string =>
  `local IFS=$'\\n'; compopt -o filenames 2>/dev/null; COMPREPLY=($(compgen ${kind} -- "$current"));`;

function nodeCase(node: CommandNode): string {
  const own = node.values?.kind === "choices" ? node.values.choices : [];
  const others = [...node.commands.map(({ name }) => name), ...own];
  const flags = node.options.flatMap((option) => option.flags);
  const path =
    node.values !== undefined && node.values.kind !== "choices" ? reply(node.values) : words(others);
  return `    ${quoted(keyOf(node))})
      if [[ "$current" == -* ]]; then ${words(flags)} else ${path} fi ;;`;
}
