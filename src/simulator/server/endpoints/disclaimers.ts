import type { Answer } from "../answer.ts";
import { empty, ok, refuse, refuseFields } from "../answer.ts";
import type { ApiRequest } from "../api-request.ts";
import { BodyReader } from "../body-reader.ts";
import type { Desk } from "../desk.ts";
import type { StandingDisclaimer } from "../disclaimer.ts";
import { SENTENCE_TO_TYPE, tokenOf } from "../disclaimer.ts";

const RESPONSES = ["Accepted", "AlternateAccepted", "Dismissed", "None"] as const;
const ACCEPT = { Label: "I Accept", ResponseType: "Accepted" };
const CANCEL = { Label: "Cancel", ResponseType: "Dismissed" };

/** The texts of the asked disclaimers; unknown tokens have none. */
export function readDisclaimers({ settings }: Desk, { query }: ApiRequest): Answer {
  const tokens = query.list("DisclaimerTokens");
  if (tokens.length === 0) return refuseFields({ DisclaimerTokens: ["DisclaimerTokens is required"] });
  const texts = settings.disclaimers
    .map((standing, index) => textOf(standing, tokenOf(index)))
    .filter(({ DisclaimerToken }) => tokens.includes(DisclaimerToken));
  return ok({ Data: texts });
}

function textOf(standing: StandingDisclaimer, token: string): { DisclaimerToken: string } {
  const isBlocking = standing.kind === "blocking";
  const text = {
    Body: "<p>Prices in this simulation can fall as well as rise.</p>",
    Conditions: conditionsOf(standing),
    DisclaimerToken: token,
    IsBlocking: isBlocking,
    ResponseOptions: isBlocking ? [CANCEL] : [ACCEPT, CANCEL],
    Title: isBlocking ? "Trading not permitted" : "Risk warning",
  };
  return text;
}

function conditionsOf({ condition }: StandingDisclaimer): readonly unknown[] {
  switch (condition) {
    case "none":
      return [];
    case "checkbox":
      return [{ Label: "I have read it", Type: "Checkbox" }];
    case "user_input":
      return [{ InputText: SENTENCE_TO_TYPE, Label: "Type the sentence", Type: "UserInput" }];
  }
}

/** Takes the answer to one disclaimer. Only an accepted one stops standing before orders. */
export function answerDisclaimer(desk: Desk, request: ApiRequest): Answer {
  const reader = new BodyReader(request.body);
  const context = reader.required("DisclaimerContext", reader.text("DisclaimerContext"));
  const token = reader.required("DisclaimerToken", reader.text("DisclaimerToken"));
  const response = reader.required("ResponseType", reader.word("ResponseType", RESPONSES));
  const userInput = reader.text("UserInput");
  if (reader.hasFaults) return refuseFields(reader.faults);
  const index = desk.settings.disclaimers.findIndex((_, position) => tokenOf(position) === token);
  const standing = desk.settings.disclaimers[index];
  if (standing === undefined || token === undefined) return refused("Disclaimer token is unknown");
  if (context === undefined || !desk.answers.isOpen(context)) {
    return refused("Disclaimer context belongs to no order that is still to be placed");
  }
  const accepts = response === "Accepted" || response === "AlternateAccepted";
  return accepts ? accept(standing, { token, userInput }, { desk, request }) : empty(204);
}

const refused = (message: string): Answer => refuse(400, "InvalidRequest", message);

interface Asked {
  readonly desk: Desk;
  readonly request: ApiRequest;
}

function accept(
  { kind, condition }: StandingDisclaimer,
  { token, userInput }: { readonly token: string; readonly userInput: string | undefined },
  { desk, request }: Asked,
): Answer {
  if (kind === "blocking") return refused("A blocking disclaimer cannot be accepted");
  if (condition === "user_input" && userInput !== SENTENCE_TO_TYPE) {
    return refused("UserInput is not the sentence that the disclaimer asks for");
  }
  if (kind === "normal") desk.acceptDisclaimer(token, request.at);
  else desk.answers.acceptForNextOrder(token);
  return empty(204);
}
