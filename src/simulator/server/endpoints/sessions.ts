import type { Answer } from "../answer.ts";
import { empty, ok, refuseFields } from "../answer.ts";
import type { ApiRequest } from "../api-request.ts";
import { BodyReader } from "../body-reader.ts";
import type { Desk } from "../desk.ts";
import type { Levels } from "../session-levels.ts";
import { AUTHENTICATION_LEVELS, DATA_LEVELS, TRADE_LEVELS } from "../session-levels.ts";

/** Connectivity test: says nothing but that the request arrived. */
export const diagnose = (): Answer => empty(200);

export function sessionCapabilities({ sessions }: Desk, { session, at }: ApiRequest): Answer {
  const { tradeLevel, dataLevel } = sessions.of(session, at);
  return ok({ AuthenticationLevel: "Authenticated", DataLevel: dataLevel, TradeLevel: tradeLevel });
}

/** Takes the wish; whether it came true has to be read back. */
export function changeCapabilities(desk: Desk, request: ApiRequest): Answer {
  return change(desk, request, new BodyReader(request.body));
}

/** As above, with all levels named. */
export function replaceCapabilities(desk: Desk, request: ApiRequest): Answer {
  const reader = new BodyReader(request.body);
  for (const name of ["AuthenticationLevel", "DataLevel", "TradeLevel"]) reader.required(name, undefined);
  return change(desk, request, reader);
}

function change({ sessions }: Desk, { session, at }: ApiRequest, reader: BodyReader): Answer {
  const tradeLevel = reader.word("TradeLevel", TRADE_LEVELS);
  const dataLevel = reader.word("DataLevel", DATA_LEVELS);
  const authenticationLevel = reader.word("AuthenticationLevel", AUTHENTICATION_LEVELS);
  if (reader.hasFaults) return refuseFields(reader.faults);
  if (tradeLevel === undefined && dataLevel === undefined && authenticationLevel === undefined) {
    return refuseFields({ TradeLevel: ["At least one level is required"] });
  }
  const wanted: Partial<Levels> = {
    ...(tradeLevel !== undefined && { tradeLevel }),
    ...(dataLevel !== undefined && { dataLevel }),
  };
  sessions.change(session, wanted, at);
  return empty(202);
}

/** Beside trading there is nothing here. A bare list. */
export const features = (): Answer =>
  ok(
    ["Calendar", "Chart", "GainersLosers", "News"].map((Feature) => ({
      Available: Feature === "Chart",
      Feature,
    })),
  );
