import type { IntentState } from "../../core/execution/lifecycle.ts";
import type { IntentStanding } from "../../cycle/ports/order-store.ts";

/** What a person can do about an order that is not final. */
export function remedies({ intent, state, orderId }: IntentStanding): readonly string[] {
  const { externalReference: reference } = intent;
  const name = orderId === undefined ? reference : `${reference} (order ${orderId})`;
  return BY_STATE[state]?.(name) ?? [];
}

const inDoubt = (name: string): readonly string[] => [
  `nobody knows yet whether the order ${name} exists at the broker; it is never sent again`,
  "each cycle looks for evidence among open orders, order log and positions, and until then risks nothing new in the instrument: let it run",
  "`tradebot orders` shows what the broker lists now; in the broker's own platform look for the reference, and for a position that moved",
  "`tradebot reconcile` looks at once; where no record ever tells, `tradebot resolve <external_reference>` takes your word (docs/how-to/unknown-order.md)",
];

const BY_STATE: Partial<Record<IntentState, (name: string) => readonly string[]>> = {
  created: (name) => [`${name} was written down and never sent; the next cycle drops it`],
  placing: inDoubt,
  unknown: inDoubt,
  placed: (name) => [
    `the broker accepted ${name}, and its end is not booked yet; the next cycle books it`,
    "`tradebot orders` shows whether it still works",
  ],
};
