import type { OrderPurpose } from "../domain/order.ts";
import { isoFromTimestamp, type Timestamp } from "../domain/time.ts";

/** `all`: no order is sent. `entries`: none that adds risk; exits, stops and targets still are. */
export const KILL_SWITCH_MODES = ["all", "entries"] as const;
export type KillSwitchMode = (typeof KILL_SWITCH_MODES)[number];

/** Somebody has forbidden orders until further notice. */
export interface KillSwitch {
  readonly mode: KillSwitchMode;
  readonly since?: Timestamp;
  /** `user@host` */
  readonly by?: string;
  readonly reason?: string;
  /** Why it counts for all orders, whatever it says: it cannot be trusted to say less. */
  readonly defect?: string;
}

/** Why an order was not sent, and why a cycle rightly did not trade. */
export const KILL_SWITCH_ON = "KILL_SWITCH_ON";

export const forbids = ({ mode }: Pick<KillSwitch, "mode">, purpose: OrderPurpose): boolean =>
  mode === "all" || purpose === "entry";

/** Whom it concerns, since when, by whom and why, as far as that is known. */
export function killSwitchInWords({ mode, since, by, reason, defect }: KillSwitch): string {
  const scope = mode === "all" ? "no order is sent" : "no order that adds risk is sent";
  const origin = [
    ...(since === undefined ? [] : [`since ${isoFromTimestamp(since)}`]),
    ...(by === undefined ? [] : [`by ${by}`]),
  ].join(" ");
  const because = reason === undefined ? "" : `, because: ${reason}`;
  const doubt = defect === undefined ? "" : `; it counts for all orders, since ${defect}`;
  return `${scope} (${mode}${origin === "" ? "" : `, ${origin}`}${because})${doubt}`;
}
