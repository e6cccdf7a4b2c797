import { z } from "zod";

export const Disclaimer = z.looseObject({
  DisclaimerToken: z.string().min(1),
  Title: z.string(),
  IsBlocking: z.boolean(),
});
export type Disclaimer = z.output<typeof Disclaimer>;
