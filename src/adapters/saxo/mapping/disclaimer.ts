import type { Disclaimer } from "../../../core/execution/disclaimers.ts";
import type { Disclaimer as WireDisclaimer } from "../wire/disclaimer.ts";

/** What is left out is not there: a text without response options cannot be accepted. */
export const disclaimer = (wire: WireDisclaimer): Disclaimer => ({
  token: wire.DisclaimerToken,
  title: wire.Title,
  body: wire.Body ?? "",
  isBlocking: wire.IsBlocking,
  conditions: (wire.Conditions ?? []).map(({ Type, Label, InputText }) => ({
    type: Type,
    label: [Label, InputText].filter((text) => text !== undefined).join(": "),
  })),
  responses: (wire.ResponseOptions ?? []).map(({ ResponseType }) => ResponseType),
});
