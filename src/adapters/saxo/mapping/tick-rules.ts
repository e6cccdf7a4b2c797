import { present } from "../../../core/domain/present.ts";
import type { TickRules, TickScheme } from "../../../core/domain/instrument.ts";
import type { InstrumentDetails as WireDetails } from "../wire/instrument-details.ts";

type WireScheme = NonNullable<WireDetails["TickSizeScheme"]>;

export const tickRules = (wire: WireDetails): TickRules =>
  present({
    scheme: wire.TickSizeScheme === undefined ? undefined : tickScheme(wire.TickSizeScheme),
    limitTick: wire.TickSizeLimitOrder,
    stopTick: wire.TickSizeStopOrder,
    tick: wire.TickSize,
  });

/** The order of the elements is not relied on: the first that reaches a price must be the lowest that does. */
const tickScheme = ({ Elements: elements = [], DefaultTickSize: defaultTick }: WireScheme): TickScheme => ({
  bands: elements
    .map(({ HighPrice: upTo, TickSize: tick }) => ({ upTo, tick }))
    .toSorted((a, b) => a.upTo.cmp(b.upTo)),
  defaultTick,
});
