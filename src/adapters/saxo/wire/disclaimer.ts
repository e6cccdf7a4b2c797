import { z } from "zod/mini";
import { omittable, omittableText } from "./omittable.ts";
import { WireText } from "./scalars.ts";

const Condition = z.looseObject({
  Type: z.string(),
  Label: omittableText,
  InputText: omittableText,
});
const ResponseOption = z.looseObject({ ResponseType: z.string() });

export const Disclaimer = z.looseObject({
  DisclaimerToken: WireText,
  Title: z.string(),
  Body: omittableText,
  IsBlocking: z.boolean(),
  Conditions: omittable(z.array(Condition)),
  ResponseOptions: omittable(z.array(ResponseOption)),
});
export type Disclaimer = z.output<typeof Disclaimer>;
