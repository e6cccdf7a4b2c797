import type { Clock, Ports, StopReason } from "../cycle/ports.ts";
import type { Broker } from "../cycle/ports/broker.ts";
import type { CrashPoint } from "./crash-switch.ts";

/** What a broker's methods are called that change something there. */
const SENDS = /^(place|change|cancel)/;
/** How the methods of the store are called that leave something behind. */
const WRITES = /^(create|record)/;

const REASON: StopReason = { kind: "signal", signal: "SIGTERM" };

/** Asks a run to end at one of its calls to store or broker, as a signal does, and counts what it sends all the same. */
export class StopSwitch {
  readonly #point: CrashPoint;
  readonly #asked = new AbortController();
  readonly #sent: string[] = [];
  #calls = 0;
  #underWay = 0;
  #isDue = false;

  constructor(point: CrashPoint) {
    this.#point = point;
  }

  /** Aborted together with the request, for whoever waits. */
  get signal(): AbortSignal {
    return this.#asked.signal;
  }

  /** What the broker was asked for since. */
  get sentSince(): readonly string[] {
    return this.#sent;
  }

  around(ports: Ports): Ports {
    const { signal } = this;
    return {
      ...ports,
      store: this.#watchedStore(ports.store),
      clock: untilStopped(ports.clock, signal),
      connectBroker: async () => this.#watchedBroker(await ports.connectBroker()),
      stop: {
        get reason() {
          return signal.aborted ? REASON : undefined;
        },
      },
    };
  }

  #watchedStore(store: Ports["store"]): Ports["store"] {
    return new Proxy(store, {
      get: (target, property): unknown => {
        const name = String(property);
        const member: unknown = Reflect.get(target, property);
        if (typeof member !== "function") return member;
        if (!WRITES.test(name)) return member.bind(target) as unknown;
        return (...args: readonly unknown[]): unknown => {
          this.#arrive(name, "before");
          const result: unknown = Reflect.apply(member, target, args);
          this.#arrive(name, "after");
          return result;
        };
      },
    });
  }

  #watchedBroker(broker: Broker): Broker {
    return new Proxy(broker, {
      get: (target, property): unknown => {
        const name = String(property);
        const member: unknown = Reflect.get(target, property);
        if (typeof member !== "function" || name === "clockAheadMs") return member; // it asks nobody
        return async (...args: readonly unknown[]): Promise<unknown> => {
          this.#arrive(name, "before");
          if (this.signal.aborted && SENDS.test(name)) this.#sent.push(name);
          this.#underWay += 1;
          try {
            return await Reflect.apply(member, target, args);
          } finally {
            this.#underWay -= 1;
            this.#arrive(name, "after");
          }
        };
      },
    });
  }

  /** What else waits for the broker comes to its end first: how far it has got is nobody's to say twice alike. */
  #arrive(name: string, when: CrashPoint["when"]): void {
    const point = this.#point;
    if (point.when === when && (point.kind !== "call" || point.call === name)) {
      this.#calls += 1;
      this.#isDue ||= this.#calls === point.n;
    }
    if (this.#isDue && this.#underWay === 0) this.#asked.abort();
  }
}

const untilStopped = (clock: Clock, stop: AbortSignal): Clock => ({
  now: () => clock.now(),
  monotonicMs: () => clock.monotonicMs(),
  sleep: (duration) => (stop.aborted ? Promise.resolve() : clock.sleep(duration)),
});
