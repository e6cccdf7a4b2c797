import { NETTING_PROFILES } from "../../../core/domain/account.ts";
import type { NettingProfile } from "../../../core/domain/account.ts";
import type { Client } from "../wire/client.ts";

const INTRADAY: Readonly<Record<string, NettingProfile>> = {
  FIFO: "FifoRealTime",
  Average: "AverageRealTime",
};

/** How opposite trades cancel out, on which every reading of positions depends. */
export function nettingProfile(client: Client): NettingProfile | "Unknown" {
  const { PositionNettingProfile: named, PositionNettingMode: mode, PositionNettingMethod: method } = client;
  const profile =
    named === undefined ? derived(mode, method) : NETTING_PROFILES.find((known) => known === named);
  return profile ?? "Unknown";
}

/** Answers from before the profile existed name a mode, and for intraday netting a method. */
function derived(mode: string | undefined, method: string | undefined): NettingProfile | undefined {
  if (mode === "EndOfDay") return "FifoEndOfDay";
  return mode === "Intraday" ? INTRADAY[method ?? ""] : undefined;
}
