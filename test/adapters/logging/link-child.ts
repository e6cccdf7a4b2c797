// Makes bot.log name two files of its own by turns: node link-child.ts <directory> <date> <turns>
import { writeFileSync } from "node:fs";
import path from "node:path";
import { pointLinkAt } from "../../../src/adapters/logging/current-link.ts";

const [directory = "", date = "", turns = ""] = process.argv.slice(2);
const files = [1, 2].map((number) => path.join(directory, `bot.${date}.${number}.log`));
for (const file of files) writeFileSync(file, "");
for (let turn = 0; turn < Number(turns); turn += 1) pointLinkAt(files[turn % 2] ?? "");
