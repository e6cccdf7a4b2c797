import { isHeld, type NetPosition, type Position } from "../core/domain/account.ts";
import { isDecimal, ZERO } from "../core/domain/decimal.ts";
import { isObject } from "../core/domain/is-object.ts";
import { fromLosslessJson, toLosslessJson } from "../core/domain/lossless-json.ts";
import { addDuration, minutes } from "../core/domain/time.ts";
import type { ConnectedContext } from "./context.ts";

const OPENINGS = "openings";
/** After that they are asked for whatever the net positions say. */
const TRUSTED_FOR = minutes(60);

/**
 * Every opening, in the round in which all else is read; not where we own nothing by our records.
 *
 * @returns `undefined` where the net positions may tell that those known are all there is
 */
export async function askForOpenings(context: ConnectedContext): Promise<readonly Position[] | undefined> {
  if (context.ports.store.ownPositions().size === 0) return [];
  return knownOpenings(context) === undefined ? readOpenings(context) : undefined;
}

/**
 * The openings that were read before, where the net positions bear each of them out by its id and its quantity, and show
 * nothing else: to ask for them would tell nothing new. Otherwise they are asked for.
 *
 * @param areRatesKnown whether nobody needs the rates at which the broker converts them, which change
 */
export async function openingsBehind(
  context: ConnectedContext,
  positions: readonly NetPosition[],
  { areRatesKnown }: { readonly areRatesKnown: boolean },
): Promise<readonly Position[]> {
  const known = knownOpenings(context);
  const held = positions.filter(({ quantity }) => !quantity.eq(ZERO));
  const isBorneOut = ({ positionId, instrumentId, quantity }: Position): boolean =>
    held.some(
      (net) =>
        net.singlePositionId === positionId && net.instrumentId === instrumentId && net.quantity.eq(quantity),
    );
  const isAsKnown = known?.length === held.length && known.every(isBorneOut);
  return isAsKnown && areRatesKnown ? known : readOpenings(context);
}

/** Asks for them, and keeps what the next cycle's net positions may bear out. */
export async function readOpenings({
  broker,
  account,
  ports,
}: ConnectedContext): Promise<readonly Position[]> {
  const openings = await broker.readPositions(account);
  const { cache } = ports.store;
  const held = openings.filter(isHeld).map(withoutRate);
  const isSingle = new Set(held.map(({ instrumentId }) => instrumentId)).size === held.length;
  const isKept = isSingle && account.nettingProfile.endsWith("RealTime"); // by the end of the day orders belong to openings
  const text = isKept ? toLosslessJson(held) : "";
  const now = ports.clock.now();
  if (text !== "" || cache.read(OPENINGS, now) !== undefined)
    cache.write(OPENINGS, text, addDuration(now, TRUSTED_FOR));
  return openings;
}

function withoutRate(lot: Position): Position {
  const { conversionRate, ...rest } = lot;
  return conversionRate === undefined ? lot : rest;
}

function knownOpenings({ ports: { store, clock } }: ConnectedContext): readonly Position[] | undefined {
  const text = store.cache.read(OPENINGS, clock.now());
  if (typeof text !== "string" || text === "") return undefined;
  const lots = read(text);
  return Array.isArray(lots) && lots.every(isOpening) ? lots : undefined;
}

/** What cannot be read is not known, and costs one request. */
function read(text: string): unknown {
  try {
    return fromLosslessJson(text);
  } catch {
    return undefined;
  }
}

/** Perhaps written by another version. */
function isOpening(value: unknown): value is Position {
  if (!isObject(value)) return false;
  const { positionId, instrumentId, quantity, status, canBeClosed, isForceOpen, relatedOrderIds } = value;
  return (
    [positionId, instrumentId, status].every((text) => typeof text === "string" && text !== "") &&
    [canBeClosed, isForceOpen].every((flag) => typeof flag === "boolean") &&
    isDecimal(quantity) &&
    Array.isArray(relatedOrderIds)
  );
}
