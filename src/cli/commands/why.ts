import type { RecordedDecision } from "../../adapters/store/decisions.ts";
import type { IntentHistory } from "../../adapters/store/history.ts";
import type { StoreReader } from "../../adapters/store/store-reader.ts";
import { nearestName } from "../../config/nearest-name.ts";
import { TradebotError } from "../../core/domain/errors.ts";
import { cycleId, type CycleId } from "../../core/domain/ids.ts";
import { ASSET_TYPES, instrumentFromId, type InstrumentId } from "../../core/domain/instrument.ts";
import { isProtective } from "../../core/domain/order.ts";
import { isoFromTimestamp } from "../../core/domain/time.ts";
import { EXIT_CODES } from "../exit-codes.ts";
import { outcomeDocument, standingDocument } from "../explain/order-document.ts";
import { explainedText, type Explained } from "../explain/decision-text.ts";
import { printJson } from "../output.ts";
import type { CommandInput } from "../register/commands.ts";
import { requireSettings, withStoreReader } from "../read-store.ts";

interface WhyOptions {
  readonly instrument: string | undefined;
  readonly cycle: number | undefined;
}

/** Explains decisions from their records: what was seen, each gate with its number and limit, what was done. */
export async function runWhy(input: CommandInput, options: WhyOptions): Promise<number> {
  const settings = requireSettings(input);
  const instrument = options.instrument === undefined ? undefined : instrumentId(options.instrument);
  const explained = await withStoreReader(settings, (reader) => {
    const decisions = reader === undefined ? [] : select(reader, { instrument, cycle: options.cycle });
    return decisions.map((decision) => explain(reader, decision));
  });
  if (explained.length === 0) throw nothingRecorded(options);
  if (input.json) {
    printJson(input.host, explained.map(asDocument));
  } else {
    input.host.stdout.write(explainedText(explained));
  }
  return EXIT_CODES.done.code;
}

function instrumentId(text: string): InstrumentId {
  const instrument = instrumentFromId(text);
  if (instrument !== undefined) return instrument.id;
  throw new TradebotError({
    code: "INSTRUMENT_UNKNOWN",
    message: `"${text}" names no instrument`,
    exit: "usage",
    hint: meant(text) ?? "write AssetType:Uic, for example Stock:211",
  });
}

const LETTERS_WRONG = 2;

/** The name in its own spelling, where only that is wrong. */
function meant(text: string): string | undefined {
  const [written = "", uic = ""] = text.split(":", 2);
  const inLowerCase = ASSET_TYPES.map((assetType) => assetType.toLowerCase());
  const nearest = nearestName(written.toLowerCase(), inLowerCase, () => LETTERS_WRONG);
  const assetType = ASSET_TYPES.find((each) => each.toLowerCase() === nearest);
  const instrument = instrumentFromId(`${assetType ?? ""}:${uic}`);
  return instrument === undefined ? undefined : `did you mean ${instrument.id}?`;
}

function select(
  reader: StoreReader,
  {
    instrument,
    cycle,
  }: { readonly instrument: InstrumentId | undefined; readonly cycle: number | undefined },
): readonly RecordedDecision[] {
  if (instrument !== undefined && cycle === undefined) {
    const newest = reader.newestDecision(instrument);
    return newest === undefined ? [] : [newest];
  }
  const chosen = cycle === undefined ? newestCycleWithDecisions(reader) : reader.decisionsOf(cycleId(cycle));
  return chosen.filter((decision) => instrument === undefined || decision.instrumentId === instrument);
}

/** Skipped and failed cycles decide nothing; the newest that did is the one people ask about. */
function newestCycleWithDecisions(reader: StoreReader): readonly RecordedDecision[] {
  const [newest] = reader.lastDeciding(1);
  return newest === undefined ? [] : reader.decisionsOf(newest);
}

/** With the order it led to, and those that wait beside the position from then on. */
function explain(reader: StoreReader | undefined, decision: RecordedDecision): Explained {
  if (reader === undefined || decision.externalReference === undefined) return { decision, order: undefined };
  const order = madeIn(decision.cycleId, reader.historyOf(decision.externalReference));
  const protection = reader
    .referencesOfCycle(decision.cycleId)
    .map((reference) => madeIn(decision.cycleId, reader.historyOf(reference)))
    .filter((history) => history !== undefined && isBeside(history, decision.instrumentId));
  return { decision, order, protection: protection.filter((history) => history !== undefined) };
}

/** Earlier tries that never reached the broker come before it. */
const madeIn = (cycle: CycleId, histories: readonly IntentHistory[]): IntentHistory | undefined =>
  histories.findLast(({ cycleId: id }) => id === cycle);

const isBeside = ({ standing: { intent } }: IntentHistory, id: InstrumentId): boolean =>
  intent.instrument.id === id && isProtective(intent.purpose);

function nothingRecorded({ instrument, cycle }: WhyOptions): TradebotError {
  const about = instrument === undefined ? "" : ` about ${instrument}`;
  return new TradebotError({
    code: "NO_DECISION_RECORDED",
    message:
      cycle === undefined
        ? `no decision${about} is recorded yet`
        : `cycle ${cycle} recorded no decision${about}`,
    exit: "usage",
    hint: "run a cycle, or see `tradebot status` for the cycles there were and why they were skipped",
  });
}

function asDocument({ decision, order, protection = [] }: Explained) {
  const { cycleId: cycle, instrumentId: id, decidedAt, action, reason, facts, externalReference } = decision;
  return {
    cycle_id: cycle,
    instrument_id: id,
    decided_at: isoFromTimestamp(decidedAt),
    action,
    reason,
    gates: [], // none was tried where nobody looked at the instrument
    ...facts,
    ...(externalReference === undefined ? {} : { external_reference: externalReference }),
    ...(order === undefined ? {} : { outcome: outcomeDocument(order) }),
    ...(protection.length === 0
      ? {}
      : { protection: protection.map(({ standing }) => standingDocument(standing)) }),
  };
}
