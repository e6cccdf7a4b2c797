import { assert } from "../../src/core/domain/assert.ts";
import type { Broker, Ports } from "../../src/cycle/ports.ts";
import { runCycleIn, type World } from "./world.ts";

/** Stands for the end of the process: nobody can catch it and go on, because every port throws it from then on. */
class Killed extends Error {
  override readonly name = "Killed";
}

export type When = "before" | "after";

/** Methods of the store and its cache that leave something behind. */
const STORE_WRITES: ReadonlySet<string> = new Set([
  "beginCycle",
  "finishCycle",
  "recordDecisions",
  "createIntent",
  "createIntents",
  "recordTransition",
  "recordTransitions",
  "recordFills",
  "recordSnapshot",
  "noteDisclaimer",
  "recordDisclaimer",
  "write",
  "writeBars",
  "dropBars",
]);

/** Ends a run at its n-th store write or broker call, right before or right after the effect. */
export class KillSwitch {
  readonly #n: number;
  readonly #when: When;
  #calls = 0;
  #victim: string | undefined;

  constructor(n: number, when: When) {
    assert(n >= 1, "calls are counted from 1");
    this.#n = n;
    this.#when = when;
  }

  /** The call at which the run ended; `undefined` when it survived. */
  get victim(): string | undefined {
    return this.#victim;
  }

  /** Calls counted so far; all of the run's when it survived. */
  get calls(): number {
    return this.#calls;
  }

  around(ports: Ports): Ports {
    const { store, clock } = ports;
    return {
      ...ports,
      store: this.#guard(store, new Map([["cache", this.#guard(store.cache, new Map())]])),
      clock: this.#guard(clock, new Map()),
      connectBroker: async () => this.#guardBroker(await ports.connectBroker()),
    };
  }

  /** Counts what writes, and lets nothing pass once the run has ended. */
  #guard<Port extends object>(port: Port, inside: ReadonlyMap<string, unknown>): Port {
    return new Proxy(port, {
      get: (target, property): unknown => {
        const name = String(property);
        const member: unknown = inside.get(name) ?? Reflect.get(target, property);
        if (typeof member !== "function") return member;
        return (...args: readonly unknown[]): unknown => {
          const isVictim = this.#arrive(name, STORE_WRITES.has(name));
          const result: unknown = Reflect.apply(member, target, args);
          this.#leave(name, isVictim);
          return result;
        };
      },
    });
  }

  /** Every call counts. Its end is a rejection, also where it comes before the call. */
  #guardBroker(broker: Broker): Broker {
    return new Proxy(broker, {
      get: (target, property): unknown => {
        const member: unknown = Reflect.get(target, property);
        if (typeof member !== "function") return member;
        const name = String(property);
        return async (...args: readonly unknown[]): Promise<unknown> => {
          const isVictim = this.#arrive(name, true);
          const result: unknown = await Reflect.apply(member, target, args);
          this.#leave(name, isVictim);
          return result;
        };
      },
    });
  }

  /** @returns whether this call is the one */
  #arrive(name: string, counts: boolean): boolean {
    this.#throwIfDead();
    if (!counts) return false;
    this.#calls += 1;
    const isVictim = this.#calls === this.#n;
    if (isVictim && this.#when === "before") this.#kill(name);
    return isVictim;
  }

  #leave(name: string, isVictim: boolean): void {
    this.#throwIfDead(); // the process ended during the call, at another one
    if (isVictim) this.#kill(name);
  }

  #throwIfDead(): void {
    if (this.#victim !== undefined) throw new Killed(this.#victim);
  }

  #kill(name: string): never {
    this.#victim = name;
    throw new Killed(name);
  }
}

/** Runs one cycle under the switch; its death is no error here. */
export async function runUnder(killSwitch: KillSwitch, world: World): Promise<void> {
  try {
    await runCycleIn(world, { around: (ports) => killSwitch.around(ports) });
  } catch (error) {
    if (!(error instanceof Killed)) throw error;
  }
}
