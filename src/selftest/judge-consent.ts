import type { StandingDisclaimer } from "../simulator/server/disclaimer.ts";
import { breach, type Breach } from "./breach.ts";
import type { BrokerOrder } from "./broker-orders.ts";
import type { Stage } from "./stage.ts";

/** No order was taken before which stood a text that nobody had the right to accept: the broker takes none without. */
export function findUnconsented(
  { schedule: { terms }, agreedAt }: Pick<Stage, "schedule" | "agreedAt">,
  orders: readonly BrokerOrder[],
): readonly Breach[] {
  const policy = terms.env["DISCLAIMER_POLICY"] ?? "block_all";
  const forbidding = terms.disclaimers.find((text) => !mayEver(policy, text));
  const needsPerson = policy === "manual_review" && terms.disclaimers.length > 0;
  return orders
    .filter(({ isOurs, isRefused }) => isOurs && !isRefused)
    .filter(
      ({ placedAt }) =>
        forbidding !== undefined || (needsPerson && (agreedAt === undefined || placedAt < agreedAt)),
    )
    .map(({ orderId, reference }) =>
      breach("consent", `${reference}, order ${orderId}: ${policy}, ${JSON.stringify(terms.disclaimers)}`),
    );
}

function mayEver(policy: string, { kind, condition }: StandingDisclaimer): boolean {
  if (kind === "blocking" || policy === "block_all") return false;
  return policy === "auto_accept_normal" ? condition === "none" : condition !== "user_input";
}
