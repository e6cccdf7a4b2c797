import { MASK } from "../../core/domain/secret-shapes.ts";

/** Five characters are shown, and never more than a third. */
const SHORTEST_KEY_SHOWN_IN_PART = 15;

/** `ABC***89`: enough to tell two accounts apart; shorter values are hidden whole. */
export function maskKey(text: string): string {
  return text.length < SHORTEST_KEY_SHOWN_IN_PART ? MASK : `${text.slice(0, 3)}${MASK}${text.slice(-2)}`;
}
