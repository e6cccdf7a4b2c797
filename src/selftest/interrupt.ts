import type { Ports } from "../cycle/ports.ts";
import type { Broker } from "../cycle/ports/broker.ts";
import type { When } from "./crash-switch.ts";

interface Moment {
  readonly call: string;
  readonly n: number;
  readonly when: When;
}

/** Lets something happen while the n-th call of that name to the broker waits: once. */
export function interrupt(ports: Ports, { call, n, when }: Moment, act: () => Promise<void>): Ports {
  let calls = 0;
  const around = (broker: Broker): Broker =>
    new Proxy(broker, {
      get: (target, property): unknown => {
        const member: unknown = Reflect.get(target, property);
        if (typeof member !== "function" || property === "clockAheadMs") return member; // it asks nobody
        return async (...args: readonly unknown[]): Promise<unknown> => {
          if (property === call) calls += 1;
          const isNow = property === call && calls === n;
          if (isNow && when === "before") await act();
          const result: unknown = await Reflect.apply(member, target, args);
          if (isNow && when === "after") await act();
          return result;
        };
      },
    });
  return { ...ports, connectBroker: async () => around(await ports.connectBroker()) };
}
