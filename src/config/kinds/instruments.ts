import type { Decimal } from "../../core/domain/decimal.ts";
import { ZERO, decimal } from "../../core/domain/decimal.ts";
import type { AssetType } from "../../core/domain/instrument.ts";
import { ASSET_TYPES, isAssetType } from "../../core/domain/instrument.ts";
import type { BarMinutes } from "../../core/domain/market-data.ts";
import { BAR_HORIZONS_MINUTES, isBarMinutes } from "../../core/domain/market-data.ts";
import type { Reading, ValueKind } from "./value-kind.ts";
import { alternatives, fault, listItems, quoted, repeated, value } from "./value-kind.ts";

export const barHorizon: ValueKind<BarMinutes> = {
  expected: `${alternatives(BAR_HORIZONS_MINUTES.map(String))}, in minutes: the horizons Saxo has`,
  read(text) {
    const minutes = /^\d+$/.test(text) ? Number(text) : Number.NaN;
    return isBarMinutes(minutes) ? value(minutes) : fault("no horizon that Saxo has");
  },
};

/** For asset types that the setting does not mention. FX trades in units of the base currency. */
const USUAL_QUANTITY: Readonly<Record<AssetType, string>> = {
  Stock: "1",
  Etf: "1",
  FxSpot: "1000",
  FxCrypto: "1",
  CfdOnStock: "1",
  CfdOnIndex: "1",
  CfdOnEtf: "1",
};

const QUANTITY = /^\d{1,12}(\.\d{1,12})?$/;
const isQuantity = (text: string): boolean => QUANTITY.test(text) && decimal(text).gt(ZERO);

/** Reads `Type=quantity`, or a bare quantity, which is the one of all types not named. */
function readQuantityItem(
  item: string,
): Reading<{ readonly type: AssetType | "other"; readonly text: string }> {
  const cut = item.indexOf("=");
  const text = item.slice(cut + 1);
  if (!isQuantity(text)) return fault(`${quoted(text)} is no quantity above 0`);
  if (cut < 0) return value({ type: "other", text });
  const type = item.slice(0, cut);
  return isAssetType(type) ? value({ type, text }) : fault(`${quoted(type)} is no asset type`);
}

function readQuantities(text: string): Reading<ReadonlyMap<AssetType, Decimal>> {
  const readings = listItems(text).map(readQuantityItem);
  const items = readings.flatMap((reading) => (reading.kind === "value" ? [reading.value] : []));
  const faults = [
    ...readings.flatMap((reading) => (reading.kind === "fault" ? [reading.fault] : [])),
    ...repeated(items.map(({ type }) => type)).map((type) =>
      type === "other" ? "more than one quantity names no asset type" : `"${type}" stands more than once`,
    ),
  ];
  if (faults.length > 0) return fault(faults.join("; "));
  const given = new Map(items.map(({ type, text: quantity }) => [type, quantity]));
  const textFor = (type: AssetType): string => given.get(type) ?? given.get("other") ?? USUAL_QUANTITY[type];
  return value(new Map(ASSET_TYPES.map((type) => [type, decimal(textFor(type))])));
}

/** The quantity of an entry order, for every asset type. */
export const quantities: ValueKind<ReadonlyMap<AssetType, Decimal>> = {
  expected: "one quantity for all asset types, or a list such as 1,FxSpot=1000 or Stock=1,FxSpot=1000",
  read: readQuantities,
};
