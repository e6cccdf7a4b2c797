import type { RequestId } from "../../../core/domain/ids.ts";
import type { Disclaimer } from "../../../core/execution/disclaimers.ts";
import type { DisclaimerAnswer } from "../../../cycle/ports/broker-answers.ts";
import { disclaimer } from "../mapping/disclaimer.ts";
import { describeCall, query } from "../transport/call.ts";
import type { Call } from "../transport/call.ts";
import { brokerRefused, brokerUnreachable, contractBroken, loginNeeded } from "../transport/failures.ts";
import { parseRows, readRows } from "../transport/read.ts";
import { isSuccess } from "../transport/reply.ts";
import type { SaxoClient } from "../transport/saxo-client.ts";
import { Disclaimer as WireDisclaimer } from "../wire/disclaimer.ts";

const PATH = "/dm/v2/disclaimers";

/**
 * Those asked for and no others: what nobody wants answered is not agreed to.
 *
 * @throws TradebotError also when one is missing from the answer: it might be the blocking one
 */
export async function readDisclaimers(
  client: SaxoClient,
  tokens: readonly string[],
): Promise<readonly Disclaimer[]> {
  const call: Call = { method: "GET", path: PATH, query: query({ DisclaimerTokens: tokens.join(",") }) };
  const found = parseRows(call, await readRows(client, call), WireDisclaimer)
    .map(disclaimer)
    .filter(({ token }) => tokens.includes(token));
  const missing = tokens.filter((token) => !found.some((text) => text.token === token));
  if (missing.length === 0) return found;
  throw contractBroken(describeCall(call), `${missing.length} of ${tokens.length} disclaimers are missing`);
}

/** @throws TradebotError unless the broker took the answer; it is given once, and not repeated */
export async function answerDisclaimer(
  client: SaxoClient,
  answer: DisclaimerAnswer,
  requestId: RequestId,
): Promise<void> {
  const call: Call = {
    method: "POST",
    path: PATH,
    body: {
      DisclaimerContext: answer.context,
      DisclaimerToken: answer.token,
      ResponseType: answer.response,
    },
    requestId,
  };
  const what = describeCall(call);
  const result = await client.write(call);
  if (result.kind === "not_sent") throw result.cause;
  // no order hangs on it: the next precheck says which disclaimers are still open
  if (result.kind === "lost") throw brokerUnreachable(what, "the reply was lost", result.cause);
  const { status } = result.reply;
  if (isSuccess(status)) return;
  if (status === 401) throw loginNeeded(what, result.reply);
  throw status === 429 || status >= 500
    ? brokerUnreachable(what, `status ${status}`)
    : brokerRefused(what, result.reply);
}
