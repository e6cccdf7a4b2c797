import type { Fault } from "../simulator/server/faults.ts";
import type { EndpointName } from "../simulator/server/route.ts";
import type { Chance } from "./chance.ts";
import { TOKEN } from "./world.ts";

/** What a cycle asks; an order's own endpoints several times, since that is where it counts. */
const ENDPOINTS: readonly [EndpointName, ...EndpointName[]] = [
  "place_order",
  "place_order",
  "place_order",
  "place_order",
  "cancel_orders",
  "change_order",
  "precheck",
  "order_activities",
  "order_activities",
  "orders",
  "orders",
  "net_positions",
  "positions",
  "closed_positions",
  "balances",
  "accounts_me",
  "clients_me",
  "users_me",
  "session_capabilities",
  "instrument_details",
  "trading_schedule",
  "info_prices",
  "charts",
  "disclaimers",
];

const WRITES: ReadonlySet<EndpointName> = new Set(["place_order", "cancel_orders", "change_order"]);

/** No longer than the client waits for an answer at a desk. */
const PATIENCE_SECONDS = 30;

/** One of everything that the script of the simulator knows, aimed anywhere. */
export function drawFault(chance: Chance): Fault {
  return chance.isPercent(35) ? drawStory(chance) : drawAnswer(chance);
}

function drawStory(chance: Chance): Fault {
  const uncertain = ["place_order", "place_order", "cancel_orders"] as const;
  const stories: readonly [() => Fault, ...(() => Fault)[]] = [
    () => ({ kind: "202", endpoint: chance.pick(uncertain) }),
    () => ({ kind: "400_live" }),
    () => ({ kind: "401", endpoint: chance.pick(uncertain), when: "before" }),
    () => ({ kind: "late_reject", afterSeconds: chance.pick([0, 1, 4, 20]) }),
    () => ({ kind: "slow_venue", afterSeconds: chance.integer(1, 120) }),
    () => ({ kind: "partial_acceptance", child: chance.integer(0, 1) }),
    () => drawPartialFill(chance),
    () => drawPartialFill(chance),
    () => ({ kind: "fill_wins_over_cancel" }),
    () => ({ kind: "late_change_reject" }),
  ];
  return chance.pick(stories)();
}

const drawPartialFill = (chance: Chance): Fault => ({
  kind: "partial_fill",
  parts: chance.pick([
    ["0.4", "0.35", "0.25"],
    ["0.5", "0.5"],
  ]),
  everySeconds: chance.pick([0, 2, 20, 90]),
});

function drawAnswer(chance: Chance): Fault {
  const endpoint = chance.pick(ENDPOINTS);
  const when = chance.pick(["before", "after"] as const);
  const count = WRITES.has(endpoint) ? chance.integer(1, 2) : chance.pick([1, 1, 2, 4, 6]);
  const at = { endpoint, count } as const;
  const seconds = chance.integer(1, PATIENCE_SECONDS);
  const answers: readonly [Fault, ...Fault[]] = [
    { ...at, kind: "drop", when },
    { ...at, kind: "503", when },
    { ...at, kind: "409", when },
    { ...at, kind: "garbage", when },
    { ...at, kind: "hang", when, forSeconds: seconds },
    { ...at, kind: "truncate" },
    { ...at, kind: "slow", milliseconds: seconds * 1000 },
    { ...at, kind: "clock_skew", seconds: chance.integer(-90, 90) },
    { ...at, kind: "add_fields", fields: { Surprise: { Of: "a later version" } } },
    { ...at, kind: "content_type", contentType: "text/html" },
    ...DOORS.map((door): Fault => ({ ...at, ...door, when: "before" })),
  ];
  return chance.pick(answers);
}

/** Refusals before anything was looked at; one of them says back what it was told. */
const DOORS: readonly (
  | { readonly kind: "401" | "html" }
  | { readonly kind: "429"; readonly resetSeconds: number }
  | { readonly kind: "status"; readonly status: number; readonly body: unknown }
)[] = [
  { kind: "401" },
  { kind: "html" },
  { kind: "429", resetSeconds: 2 },
  { kind: "status", status: 500, body: { ErrorCode: "OtherError", Message: `no access with ${TOKEN}` } },
];
