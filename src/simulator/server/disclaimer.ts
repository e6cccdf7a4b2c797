import { disclaimerContextOf } from "../exchange/ids.ts";
import type { Desk } from "./desk.ts";

/** The one text that can stand before every order. Its token is base64, as Saxo's are. */
export const DISCLAIMER_TOKEN = Buffer.from("simulated-risk-warning-1").toString("base64");

/** What an order waits for; `undefined` when nothing is outstanding. */
export function pendingDisclaimers(desk: Desk, number: number): Record<string, unknown> | undefined {
  if (desk.settings.disclaimers === "none" || desk.hasAccepted(DISCLAIMER_TOKEN)) return undefined;
  return {
    DisclaimerContext: disclaimerContextOf(desk.seed, number),
    DisclaimerTokens: [DISCLAIMER_TOKEN],
  };
}
