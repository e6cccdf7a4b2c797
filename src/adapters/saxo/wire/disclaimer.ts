import { z } from "zod";
import { omittable } from "./omittable.ts";

const Condition = z.looseObject({
  Type: z.string(),
  Label: omittable(z.string()),
  InputText: omittable(z.string()),
});
const ResponseOption = z.looseObject({ ResponseType: z.string() });

export const Disclaimer = z.looseObject({
  DisclaimerToken: z.string().min(1),
  Title: z.string(),
  Body: omittable(z.string()),
  IsBlocking: z.boolean(),
  Conditions: omittable(z.array(Condition)),
  ResponseOptions: omittable(z.array(ResponseOption)),
});
export type Disclaimer = z.output<typeof Disclaimer>;
