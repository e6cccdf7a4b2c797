import type { Answer } from "../answer.ts";
import { empty, ok, refuse, refuseFields } from "../answer.ts";
import type { ApiRequest } from "../api-request.ts";
import { BodyReader } from "../body-reader.ts";
import type { Desk } from "../desk.ts";
import { DISCLAIMER_TOKEN } from "../disclaimer.ts";

const RESPONSES = ["Accepted", "AlternateAccepted", "Dismissed", "None"] as const;

/** The texts of the asked disclaimers; unknown tokens have none. */
export function readDisclaimers({ settings }: Desk, { query }: ApiRequest): Answer {
  const tokens = query.list("DisclaimerTokens");
  if (tokens.length === 0) return refuseFields({ DisclaimerTokens: ["DisclaimerTokens is required"] });
  const isBlocking = settings.disclaimers === "blocking";
  const accept = { Label: "I Accept", ResponseType: "Accepted" };
  const cancel = { Label: "Cancel", ResponseType: "Dismissed" };
  const text = {
    Body: "<p>Prices in this simulation can fall as well as rise.</p>",
    Conditions: [{ Label: "I have read it", Type: "Checkbox" }],
    DisclaimerToken: DISCLAIMER_TOKEN,
    IsBlocking: isBlocking,
    ResponseOptions: isBlocking ? [cancel] : [accept, cancel],
    Title: isBlocking ? "Trading not permitted" : "Risk warning",
  };
  return ok({ Data: tokens.includes(DISCLAIMER_TOKEN) ? [text] : [] });
}

/** Takes the answer to one disclaimer. Only an accepted one stops standing before orders. */
export function answerDisclaimer(desk: Desk, request: ApiRequest): Answer {
  const reader = new BodyReader(request.body);
  reader.required("DisclaimerContext", reader.text("DisclaimerContext"));
  const token = reader.required("DisclaimerToken", reader.text("DisclaimerToken"));
  const response = reader.required("ResponseType", reader.word("ResponseType", RESPONSES));
  if (reader.hasFaults) return refuseFields(reader.faults);
  if (token !== DISCLAIMER_TOKEN) return refuse(400, "InvalidRequest", "Disclaimer token is unknown");
  const accepts = response === "Accepted" || response === "AlternateAccepted";
  if (accepts && desk.settings.disclaimers === "blocking") {
    return refuse(400, "InvalidRequest", "A blocking disclaimer cannot be accepted");
  }
  if (accepts) desk.acceptDisclaimer(token, request.at);
  return empty(204);
}
