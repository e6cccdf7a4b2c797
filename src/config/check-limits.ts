import { decimal, ZERO, type Decimal } from "../core/domain/decimal.ts";
import { present } from "../core/domain/present.ts";
import type { ConfigFault } from "./config-fault.ts";
import { shownFaultyValue } from "./config-fault.ts";
import type { Standing } from "./standing.ts";

/** Settings that cannot all be meant, each sound by itself. */
interface Contradiction {
  /** The one that is blamed where somebody wrote it comes first. */
  readonly settings: readonly string[];
  readonly holds: (read: Read) => boolean;
  readonly fault: string;
  readonly expected: string;
}

interface Read {
  readonly amount: (name: string) => Decimal;
  readonly word: (name: string) => string;
}

const CONTRADICTIONS: readonly Contradiction[] = [
  {
    settings: ["SIZING", "STOP_LOSS_PCT"],
    holds: ({ word, amount }) => word("SIZING") === "risk" && amount("STOP_LOSS_PCT").eq(ZERO),
    fault: "SIZING=risk measures a purchase by its stop, and STOP_LOSS_PCT=0 places none",
    expected: "STOP_LOSS_PCT above 0, or another SIZING",
  },
];

/**
 * Limits that contradict each other, or the first purchase: nothing could ever be bought, and nobody would know why.
 *
 * @param sound settings whose values are sound by themselves
 */
export function checkLimits(sound: readonly Standing[]): readonly ConfigFault[] {
  const byName = new Map(sound.map((standing) => [standing.setting.name, standing]));
  const textOf = (name: string): string => byName.get(name)?.text ?? "";
  const read: Read = { word: (name) => textOf(name).toLowerCase(), amount: (name) => decimal(textOf(name)) };
  return CONTRADICTIONS.flatMap(({ settings, holds, ...words }) => {
    const concerned = settings.map((name) => byName.get(name)).filter((one) => one?.text !== undefined);
    if (concerned.length < settings.length || !holds(read)) return [];
    const blamed = concerned.find((one) => one?.found !== undefined) ?? concerned[0];
    return blamed === undefined ? [] : [faultAt(blamed, words)];
  });
}

const faultAt = (
  { setting, text = "", found }: Standing,
  words: Pick<Contradiction, "fault" | "expected">,
): ConfigFault => ({
  setting: setting.name,
  value: shownFaultyValue(setting, text),
  ...words,
  ...present({ origin: found?.origin }),
});
