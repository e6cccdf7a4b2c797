import type { AccountIdentity } from "../core/domain/account.ts";
import type { CycleId } from "../core/domain/ids.ts";
import type { Ports } from "./ports.ts";
import type { Broker } from "./ports/broker.ts";
import type { Silences } from "./silence.ts";
import type { Tally } from "./tally.ts";

/** What the steps of one cycle share. */
export interface CycleContext {
  readonly ports: Ports;
  readonly cycle: CycleId;
  readonly tally: Tally;
  /** See `silence.ts`. */
  readonly silences: Silences;
}

/** A context in which the broker has been reached and the account is known. */
export interface ConnectedContext extends CycleContext {
  readonly broker: Broker;
  readonly account: AccountIdentity;
}
