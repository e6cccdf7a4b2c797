import type { Call } from "./call.ts";
import { describeCall } from "./call.ts";
import { contractBroken } from "./failures.ts";
import { isSuccess, type Reply } from "./reply.ts";

/**
 * Tells answers of the broker from those of something in between, which can say neither what is there nor what is not.
 * A server that never says whose its answers are is believed: only one that has said so before is held to it.
 */
export class Provenance {
  #isCorrelated = false;

  /** @throws TradebotError for what passes for information and does not come from the broker */
  vouch(call: Call, reply: Reply): Reply {
    if (reply.correlation !== undefined) this.#isCorrelated = true;
    const isStatement = isSuccess(reply.status) || reply.status === 404; // "there is nothing" is one as well
    if (reply.correlation !== undefined || !this.#isCorrelated || !isStatement) return reply;
    throw contractBroken(describeCall(call), "it has no X-Correlation, as the answers before it had");
  }
}
