import { z } from "zod";
import { WireInstant } from "./scalars.ts";

export const TradingSchedule = z.looseObject({
  Sessions: z.array(
    z.looseObject({ StartTime: WireInstant, EndTime: WireInstant, State: z.string().min(1) }),
  ),
});
export type TradingSchedule = z.output<typeof TradingSchedule>;
