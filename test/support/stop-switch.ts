import type { Ports, StopReason } from "../../src/cycle/ports.ts";

/** Asks a run to stop at its n-th call to the store or the broker, right before the call is made. */
export class StopSwitch {
  readonly #n: number;
  readonly #reason: StopReason;
  #calls = 0;

  constructor(n: number, reason: StopReason) {
    this.#n = n;
    this.#reason = reason;
  }

  /** Whether the run came to its n-th call. */
  get isPulled(): boolean {
    return this.#calls >= this.#n;
  }

  around(ports: Ports): Ports {
    const isPulled = (): boolean => this.isPulled;
    const reason = this.#reason;
    return {
      ...ports,
      store: this.#counting(ports.store),
      connectBroker: async () => this.#counting(await ports.connectBroker()),
      stop: {
        get reason() {
          return isPulled() ? reason : undefined;
        },
      },
    };
  }

  #counting<Port extends object>(port: Port): Port {
    return new Proxy(port, {
      get: (target, property): unknown => {
        const member: unknown = Reflect.get(target, property);
        if (typeof member !== "function") return member;
        return (...args: readonly unknown[]): unknown => {
          this.#calls += 1;
          return Reflect.apply(member, target, args);
        };
      },
    });
  }
}
