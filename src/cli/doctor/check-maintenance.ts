import type { Timestamp } from "../../core/domain/time.ts";
import type { Diagnosis } from "./diagnosis.ts";
import { fine } from "./diagnosis.ts";

/** Friday to Sunday. */
const WEEKEND: readonly number[] = [5, 6, 7];

/** Said when it is about to matter: what fails at a weekend need not be broken, and a login may not outlast it. */
export function checkMaintenance(now: Timestamp): readonly Diagnosis[] {
  const { dayOfWeek } = Temporal.Instant.fromEpochMilliseconds(now).toZonedDateTimeISO("UTC");
  if (!WEEKEND.includes(dayOfWeek)) return [];
  return [
    fine(
      "maintenance",
      "Saxo maintains its systems at weekends: requests may fail for hours, and a login may end; look on Monday, before the markets open, whether tradebot login is needed",
    ),
  ];
}
