import type { Decimal } from "../../core/domain/decimal.ts";
import type { Timestamp } from "../../core/domain/time.ts";
import { isoFromTimestamp } from "../../core/domain/time.ts";

/** What an endpoint answers; a body that is `undefined` is sent as no body at all. */
export interface Answer {
  readonly status: number;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

export const ok = (body: unknown): Answer => ({ status: 200, body });
export const empty = (status: number): Answer => ({ status });

/** The flat error of all service groups. */
export const refuse = (status: number, errorCode: string, message: string): Answer => ({
  status,
  body: { ErrorCode: errorCode, Message: message },
});

/** Fields of a request that are missing or of the wrong kind, each with what is wrong about it. */
export type FieldFaults = Readonly<Record<string, readonly string[]>>;

export const refuseFields = (faults: FieldFaults): Answer => ({
  status: 400,
  body: {
    Message: "One or more properties of the request are invalid!",
    ModelState: faults,
    ErrorCode: "InvalidModelState",
  },
});

/** Saxo prints instants with six fraction digits; the simulator's clock has three of them. */
export const wireTime = (at: Timestamp): string => isoFromTimestamp(at).replace("Z", "000Z");
export const wireDate = (at: Timestamp): string => isoFromTimestamp(at).slice(0, 10);

/** A JSON number: the shortest text that reads back as the same double, exact up to 15 digits. */
export const wireNumber = (value: Decimal): number => Number(value.toString());
