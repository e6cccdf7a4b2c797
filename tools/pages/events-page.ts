import { CATALOGUE } from "../../src/events/catalogue.ts";
import type { EventDefinition } from "../../src/events/event.ts";
import { FIELDS } from "../../src/events/fields.ts";

/** docs/events.md */
export function renderEventsPage(): string {
  const events: readonly (readonly [string, EventDefinition])[] = Object.entries(CATALOGUE);
  const eventRows = events.map(
    ([name, { level, component, description, required, optional }]) =>
      `| \`${name}\` | ${level} | ${component} | ${description} | ${list(required)} | ${list(optional)} |`,
  );
  const fieldRows = Object.entries(FIELDS).map(
    ([name, { kind, description, isSensitive }]) =>
      `| \`${name}\` | ${kind} | ${description}${isSensitive ? "; shown only in part" : ""} |`,
  );
  return `# Events

Generated from \`src/events/\` by \`npm run generate\`: everything that can stand in the log.

A line is \`time | LEVEL | component | event | fields\`. \`run_id cycle_id dry_run single_cycle env strategy\` stand first on every line, \`-\` where
they are not known yet; then the event's own fields in the order below, those that are known. Values with anything but letters, digits and \`_.:/@+,%*()-\` are
quoted and escaped like JSON, so one event is always one line.

| event | level | component | meaning | always | when known |
|---|---|---|---|---|---|
${eventRows.join("\n")}

## Fields

| field | kind | meaning |
|---|---|---|
${fieldRows.join("\n")}
`;
}

const list = (names: readonly string[]): string => [...new Set(names)].join(" ");
