import type { ParsedLine } from "../../adapters/logging/parse-line.ts";
import type { Settings } from "../../config/settings.ts";
import { TradebotError } from "../../core/domain/errors.ts";
import { EXIT_CODES } from "../exit-codes.ts";
import { printable, printJson } from "../output.ts";
import { withProgress } from "../progress.ts";
import { requireSettings, withStoreReader } from "../read-store.ts";
import type { CommandInput } from "../register/commands.ts";
import { linesAbout } from "../trace/log-lines.ts";
import { recordsOf } from "../trace/store-records.ts";
import { subjectsInLog, subjectsInStore, type Subject, type SubjectKind } from "../trace/subject.ts";
import { traceDocument, type TraceDocument } from "../trace/trace-document.ts";
import { traceText } from "../trace/trace-text.ts";

export interface TraceOptions {
  readonly text: string;
  readonly kind: SubjectKind | undefined;
}

/** Tells everything that the store and the log know of one order, cycle or run. */
export async function runTrace(input: CommandInput, options: TraceOptions): Promise<number> {
  const settings = requireSettings(input);
  const sources = await openSources(settings);
  const traces = await withProgress(input.host, async (say) => {
    say("reading the log");
    const subjects = chosen(await subjectsOf(options.text, settings, sources), options);
    if (input.json) requireOne(subjects, options);
    return Promise.all(subjects.map((subject) => traceOf(subject, settings, sources)));
  });
  const [only] = traces;
  if (input.json) printJson(input.host, only);
  else input.host.stdout.write(traces.map(traceText).join("\n"));
  return EXIT_CODES.done.code;
}

interface Sources {
  /** From the oldest on, each time it is called. */
  readonly lines: () => Iterable<ParsedLine>;
  readonly runningRunId: string | undefined;
}

async function openSources({ logging, stateDirectory }: Settings): Promise<Sources> {
  const { readLogLines } = await import("../../adapters/logging/read-log.ts");
  const { readLockOwner } = await import("../../adapters/files/lock.ts");
  const lock = readLockOwner(stateDirectory);
  const isRunning = lock.kind === "held" && lock.holder === "alive";
  return {
    lines: () => readLogLines(logging.directory),
    runningRunId: isRunning ? lock.owner?.runId : undefined,
  };
}

/** The store is asked first; the log, which takes longer, where the store knows nothing. */
async function subjectsOf(text: string, settings: Settings, { lines }: Sources): Promise<readonly Subject[]> {
  const stored = await withStoreReader(settings, (reader) =>
    reader === undefined ? [] : subjectsInStore(text, reader),
  );
  return stored.length > 0 ? stored : subjectsInLog(text, lines());
}

function traceOf(
  subject: Subject,
  settings: Settings,
  { lines, runningRunId }: Sources,
): Promise<TraceDocument> {
  return withStoreReader(settings, (reader) => {
    const store = reader === undefined ? undefined : recordsOf(subject, reader);
    const log = linesAbout(subject, store, lines());
    return traceDocument({ subject, store, log, runningRunId });
  });
}

/** At most one of each kind: a number may well name an order and a cycle. */
function chosen(subjects: readonly Subject[], { text, kind }: TraceOptions): readonly Subject[] {
  const meant = subjects.filter((subject) => kind === undefined || subject.kind === kind);
  if (meant.length === 0) throw nothingKnown(text, kind);
  if (new Set(meant.map((subject) => subject.kind)).size < meant.length) throw ambiguous(text, meant);
  return meant;
}

function requireOne(subjects: readonly Subject[], { text }: TraceOptions): void {
  if (subjects.length > 1) throw ambiguous(text, subjects);
}

const LONGEST_ID = 50;

/** As it was typed, or pasted from anywhere. */
const shown = (text: string): string =>
  printable(text.length > LONGEST_ID ? `${text.slice(0, LONGEST_ID)}...` : text);

const nothingKnown = (text: string, kind: SubjectKind | undefined): TradebotError =>
  new TradebotError({
    code: "NOTHING_KNOWN",
    message: `neither the store nor the log knows of ${kind ?? "an order, cycle or run"} "${shown(text)}"`,
    exit: "usage",
    hint: "see `tradebot status` for the last cycles and `tradebot orders --all` for our orders; an order of somebody else is known to the broker alone",
  });

const SHOWN_CANDIDATES = 5;

function ambiguous(text: string, subjects: readonly Subject[]): TradebotError {
  const names = subjects
    .slice(0, SHOWN_CANDIDATES)
    .map((subject) =>
      subject.kind === "cycle"
        ? `cycle ${subject.id} of run ${subject.runId}`
        : `${subject.kind} ${subject.id}`,
    );
  const more = subjects.length > SHOWN_CANDIDATES ? ", ..." : "";
  return new TradebotError({
    code: "TRACE_AMBIGUOUS",
    message: `"${shown(text)}" may mean ${names.join(", ")}${more}`,
    exit: "usage",
    hint: "write more of it, or say what it is: --as order, --as cycle or --as run",
  });
}
