import { z } from "zod/mini";
import { WireInstant, WireText } from "./scalars.ts";

export const TradingSchedule = z.looseObject({
  Sessions: z.array(z.looseObject({ StartTime: WireInstant, EndTime: WireInstant, State: WireText })),
});
export type TradingSchedule = z.output<typeof TradingSchedule>;
