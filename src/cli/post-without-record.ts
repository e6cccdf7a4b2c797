import { readLastTold, writeLastTold } from "../adapters/files/last-told-file.ts";
import {
  dueReminders,
  mergeTold,
  ownConditions,
  parseLastTold,
  renderLastTold,
  withTold,
} from "../report/hourly-telling.ts";
import type { Situation } from "../report/incident-message.ts";
import { NO_INCIDENTS, type IncidentRecord, type Message } from "../report/incident-record.ts";
import type { SendingResult } from "../report/deliveries.ts";
import type { IncidentPost, Observing, Posted } from "./post-incidents.ts";
import { sendMessages } from "./send-messages.ts";

/**
 * Tells of what a run or a start says of itself, at most once in an hour, while the record of incidents cannot be used.
 *
 * @param record as it can still be read, when only writing it fails
 */
export async function postWithoutRecord(
  observe: Observing,
  situation: Situation,
  { post, record = NO_INCIDENTS }: { readonly post: IncidentPost; readonly record?: IncidentRecord },
): Promise<Posted> {
  const { stateDirectory, spareDirectories: directories } = post;
  const places = { stateDirectory, directories };
  const lastTold = mergeTold(readLastTold(places).map(parseLastTold));
  const reportedInvocations = [...record.reportedInvocations, ...lastTold.invocations];
  const observation = observe({ ...record, reportedInvocations });
  const conditions = ownConditions(observation);
  const messages = dueReminders(conditions, lastTold, { record, situation });
  const results = await sendMessages(messages, post);
  const came = (isSo: (result: SendingResult) => boolean): readonly Message[] =>
    messages.filter(({ id }) => results.some((result) => result.id === id && isSo(result)));
  const pending = messages.length - came(({ isDelivered }) => isDelivered).length;
  const tried = came(({ isDelivered, isRefusedForGood }) => isDelivered || isRefusedForGood === true);
  const { invocationId } = observation;
  if (tried.length > 0) {
    const keys = tried.map(({ incident }) => incident);
    const told = pending === 0 ? { keys, invocationId } : { keys };
    writeLastTold(places, renderLastTold(withTold(lastTold, told, situation.now)));
  }
  return {
    incidents: conditions.map(({ key }) => key),
    pending,
    isSeenTo: pending === 0,
  };
}
