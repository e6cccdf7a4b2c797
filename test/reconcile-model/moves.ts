import { copyFileSync, existsSync, rmSync } from "node:fs";
import path from "node:path";
import { COMPANIONS, storePath } from "../../src/adapters/store/store-files.ts";
import { Crashed, CrashSwitch } from "../../src/selftest/crash-switch.ts";
import { actByHand } from "../../src/selftest/person.ts";
import type { PersonsAct } from "../../src/selftest/schedule.ts";
import type { EndpointName } from "../../src/simulator/server/route.ts";
import type { Fault } from "../../src/simulator/server/faults.ts";
import { reconcileIn } from "../support/reconcile.ts";
import { advanceToNextSlot, runCycleIn, TOKEN, type World } from "../support/world.ts";
import { settingsIn, TRADED, type Mood } from "./situation.ts";

/** One thing that can happen next, whatever has happened before. */
export type Move = (world: World) => Promise<void>;

/** Who could tell what became of an order. */
const WITNESSES = ["orders", "order_activities", "positions", "net_positions"] as const;
const SILENCE = WITNESSES.map((endpoint): Fault => ({ kind: "503", endpoint, count: "always" }));

interface Trouble {
  readonly fault?: Fault;
  /** From the first such request on, nobody answers who could tell what became of it. */
  readonly silentAfter?: EndpointName;
  readonly crash?: CrashSwitch;
}

/** One cycle on the next bar. */
const cycle =
  (mood: Mood, trouble: () => Trouble = () => ({})): Move =>
  async (world) => {
    advanceToNextSlot(world);
    const { fault, silentAfter, crash } = trouble();
    const { faults } = world.simulator;
    if (fault !== undefined) faults.next(fault);
    if (silentAfter !== undefined) fallSilentAt(world, silentAfter);
    try {
      await runCycleIn(world, {
        settings: settingsIn(mood),
        around: (ports) => crash?.around(ports) ?? ports,
      });
    } catch (error) {
      if (!(error instanceof Crashed)) throw error;
    }
    faults.clear();
  };

const METHODS: Partial<Readonly<Record<EndpointName, string>>> = {
  place_order: "POST",
  cancel_orders: "DELETE",
};

function fallSilentAt({ requests, simulator }: World, endpoint: EndpointName): void {
  const push = requests.push.bind(requests);
  requests.push = (...more) => {
    const isIt = more.some(
      ({ method, target }) => method === METHODS[endpoint] && target.includes("/trade/v2/orders"),
    );
    if (isIt) for (const fault of SILENCE) simulator.faults.next(fault);
    return push(...more);
  };
}

const at = (call: string, when: "before" | "after") => () => ({
  crash: new CrashSwitch({ kind: "call", call, n: 1, when }),
});

const byHand =
  (act: PersonsAct): Move =>
  (world) =>
    actByHand(world, act);

const trade = (side: "buy" | "sell"): PersonsAct => ({
  kind: "person_trades",
  instrument: TRADED,
  side,
  quantity: "4",
});

const pause =
  (seconds: number): Move =>
  ({ clock }) => {
    clock.advance(seconds * 1000);
    return Promise.resolve();
  };

const filesOf = ({ stateDirectory }: World): readonly string[] => {
  const store = storePath(stateDirectory);
  return [store, ...COMPANIONS.map((suffix) => store + suffix)];
};

const loseStore: Move = (world) => {
  for (const file of filesOf(world)) rmSync(file, { force: true });
  return Promise.resolve();
};

/** What happens, and then the store as it was before is put back. */
const forgotten =
  (move: Move): Move =>
  async (world) => {
    const kept = filesOf(world).filter((file) => existsSync(file));
    for (const file of kept) copyFileSync(file, `${file}.kept`);
    await move(world);
    await loseStore(world);
    for (const file of kept) {
      copyFileSync(`${file}.kept`, file);
      rmSync(`${file}.kept`);
    }
  };

const payIn: Move = async ({ simulator, clock }) => {
  const account = encodeURIComponent(simulator.identity.accountKey);
  await fetch(
    path.posix.join(simulator.restBase, `/port/v1/accounts/${account}/reset`).replace(":/", "://"),
    {
      method: "PUT",
      headers: { authorization: `Bearer ${TOKEN}`, "content-type": "application/json" },
      body: JSON.stringify({ NewBalance: 750_000 }),
    },
  );
  clock.advance(2_000);
};

const inParts = { kind: "partial_fill", parts: ["0.4", "0.6"], everySeconds: 900 } as const;
const lost = (when: "before" | "after"): Fault => ({ kind: "drop", endpoint: "place_order", when });

/** Everything that can happen next, by the words for it. */
export const MOVES: Readonly<Record<string, Move>> = {
  "a cycle that holds": cycle("still"),
  "an entry": cycle("buying"),
  "an entry refused": cycle("buying", () => ({ fault: { kind: "late_reject", afterSeconds: 4 } })),
  "an entry filled in part": cycle("buying", () => ({ fault: inParts })),
  "an entry confirmed late": cycle("buying", () => ({ fault: { kind: "slow_venue", afterSeconds: 120 } })),
  "an entry whose child is refused": cycle("buying", () => ({
    fault: { kind: "partial_acceptance", child: 0 },
  })),
  "an entry lost, and silence": cycle("buying", () => ({
    fault: lost("before"),
    silentAfter: "place_order",
  })),
  "an entry done, and silence": cycle("buying", () => ({ fault: lost("after"), silentAfter: "place_order" })),
  "a crash before an order leaves": cycle("buying", at("place", "before")),
  "a crash when an order has arrived": cycle("buying", at("place", "after")),
  "an exit": cycle("selling"),
  "an exit filled in part": cycle("selling", () => ({ fault: inParts })),
  "an exit done, and silence": cycle("selling", () => ({ fault: lost("after"), silentAfter: "place_order" })),
  "an exit, and a fill that wins over the cancel": cycle("selling", () => ({
    fault: { kind: "fill_wins_over_cancel" },
  })),
  "an exit, and silence after the cancel": cycle("selling", () => ({ silentAfter: "cancel_orders" })),
  "a crash when stops are cancelled": cycle("selling", at("cancel", "after")),
  "a person buys": byHand(trade("buy")),
  "a person sells": byHand(trade("sell")),
  "a person closes all": byHand({ kind: "person_closes", instrument: TRADED }),
  "a person cancels": byHand({ kind: "person_cancels" }),
  "a person halves orders": byHand({ kind: "person_changes", factor: "0.5" }),
  "money is paid in": payIn,
  "the store is lost": loseStore,
  "an entry forgotten": forgotten(cycle("buying")),
  "an exit forgotten": forgotten(cycle("selling")),
  "a minute passes": pause(60),
  "a day passes": pause(86_400),
  "a look in between": async (world) => {
    await reconcileIn(world, { settings: settingsIn("still") });
  },
};
