import { randomUUID } from "node:crypto";
import type { RunId } from "../../core/domain/ids.ts";
import { requestId, runId } from "../../core/domain/ids.ts";
import type { Ids } from "../../cycle/ports.ts";

export interface SystemIds extends Ids {
  newRunId(): RunId;
}

export const systemIds = (): SystemIds => ({
  requestId: () => requestId(randomUUID()),
  newRunId: () => runId(randomUUID()),
});
