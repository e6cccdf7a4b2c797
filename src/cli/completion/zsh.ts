import type { CommandNode } from "./command-tree.ts";
import { allNodes } from "./command-tree.ts";

/** Inside single quotes. */
const quoted = (text: string): string => `'${text.replaceAll("'", "'\\''")}'`;
/** What _arguments and _describe read as their own punctuation. */
const plain = (text: string): string => text.replace(/[[\]:\\]/g, String.raw`\$&`);

/**
 * The script for zsh: a function for each command, as `_arguments` wants it. Found in $fpath, the file is run by the
 * first completion and has to answer it; read by hand, it only announces itself.
 */
export function zshCompletion(tree: CommandNode): string {
  const functions = allNodes(tree).map(functionOf).join("\n");
  return `#compdef ${tree.name}
# Completion of ${tree.name} for zsh.
${functions}
if [[ "$funcstack[1]" == "_${tree.name}" ]]; then
  _${tree.name} "$@"
else
  compdef _${tree.name} ${tree.name}
fi
`;
}

const functionName = (node: CommandNode, root = "tradebot"): string =>
  ["", root, ...node.path].join("_").replaceAll("-", "_");

function functionOf(node: CommandNode): string {
  const specs = [...node.options.map(optionSpec), ...argumentSpecs(node)].map((spec) => `    ${spec}`);
  const body = `  local context state line
  typeset -A opt_args
  _arguments -C \\
${specs.join(" \\\n")}
`;
  return `${functionName(node)}() {\n${body}${node.commands.length === 0 ? "" : dispatch(node)}}`;
}

function optionSpec({ flags, description, takesValue, values }: CommandNode["options"][number]): string {
  const action = takesValue ? `:value:${actionOf(values)}` : "";
  const text = `[${plain(description)}]${action}`;
  const [first = "", ...others] = flags;
  if (others.length === 0) return quoted(`${first}${takesValue ? "=" : ""}${text}`);
  return `${quoted(`(${flags.join(" ")})`)}{${flags.join(",")}}${quoted(text)}`;
}

function actionOf(values: CommandNode["values"]): string {
  switch (values?.kind) {
    case "choices":
      return `(${values.choices.join(" ")})`;
    case "file":
      return "_files";
    case "directory":
      return "_files -/";
    case undefined:
      return " ";
  }
}

function argumentSpecs(node: CommandNode): readonly string[] {
  if (node.commands.length > 0) return [quoted("1:command:->command"), quoted("*::argument:->argument")];
  return node.values === undefined ? [] : [quoted(`1:argument:${actionOf(node.values)}`)];
}

function dispatch(node: CommandNode): string {
  const names = node.commands.map(({ name, description }) => quoted(`${plain(name)}:${description}`));
  const cases = node.commands.map((child) => `        ${child.name}) ${functionName(child)} ;;`);
  return `  case $state in
    command)
      local -a commands
      commands=(
        ${names.join("\n        ")}
      )
      _describe command commands ;;
    argument)
      case $line[1] in
${cases.join("\n")}
      esac ;;
  esac
`;
}
