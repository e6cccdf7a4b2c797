import { hash } from "node:crypto";
import type { AccountKey, ExternalReference, OrderId, PositionId, RequestId } from "../domain/ids.ts";
import { externalReference, requestId } from "../domain/ids.ts";
import type { InstrumentId } from "../domain/instrument.ts";
import type { OrderPurpose, Side } from "../domain/order.ts";
import type { Timestamp } from "../domain/time.ts";

/** What makes a decision the same decision, whoever takes it and however often. */
export interface DecisionIdentity {
  readonly accountKey: AccountKey;
  /** `name@version` */
  readonly strategy: string;
  readonly instrumentId: InstrumentId;
  readonly side: Side;
  readonly purpose: OrderPurpose;
  /** Close of the newest bar the decision used. */
  readonly decisionBarCloseAt: Timestamp;
  /** Where each opening is closed by an order of its own: the one that this order closes. */
  readonly positionId?: PositionId;
}

const BASE32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
/** 130 bits: two decisions share a reference about never, and with the prefix it fits the broker's 50 characters. */
const CHARACTERS = 26;

/** The same for the same decision, so that making it again can be recognised at the broker instead of sent again. */
export function externalReferenceFor(identity: DecisionIdentity): ExternalReference {
  const { accountKey, strategy, instrumentId, side, purpose, decisionBarCloseAt, positionId } = identity;
  const parts = [accountKey, strategy, instrumentId, side, purpose, decisionBarCloseAt];
  return referenceOf(positionId === undefined ? parts : [...parts, positionId]);
}

/** What makes an order that mends the protection of a position the same order, whoever sends it. */
export interface RepairIdentity {
  readonly accountKey: AccountKey;
  readonly instrumentId: InstrumentId;
  readonly purpose: OrderPurpose;
  /** The broker's id of the order that opened the newest part of the position: known also where the store was lost. */
  readonly openedBy: OrderId | undefined;
  readonly positionId?: PositionId;
  /** Orders of the purpose that have reached the broker since. */
  readonly attempt: number;
}

/** Of an order that no decision asked for: what we own lacks it. */
export function repairReferenceFor(identity: RepairIdentity): ExternalReference {
  const { accountKey, instrumentId, purpose, openedBy, positionId, attempt } = identity;
  return referenceOf([
    "repair",
    accountKey,
    instrumentId,
    purpose,
    openedBy ?? null,
    positionId ?? null,
    attempt,
  ]);
}

/** What makes an order that closes a position at a person's wish the same order, whoever sends it. */
export interface CloseOutIdentity {
  readonly accountKey: AccountKey;
  readonly instrumentId: InstrumentId;
  readonly side: Side;
  /** The newest opening that it closes, by the broker's list, and the order behind it. */
  readonly newest: PositionId | undefined;
  readonly openedBy: OrderId | undefined;
  readonly positionId: PositionId | undefined;
  /** Orders under the earlier references that have reached the broker. */
  readonly attempt: number;
}

/** Of an order that no strategy decided: a person wants the position closed. */
export function closeOutReferenceFor(identity: CloseOutIdentity): ExternalReference {
  const { accountKey, instrumentId, side, newest, openedBy, positionId, attempt } = identity;
  return referenceOf([
    "close_out",
    accountKey,
    instrumentId,
    side,
    newest ?? null,
    openedBy ?? null,
    positionId ?? null,
    attempt,
  ]);
}

/**
 * `X-Request-ID` of a placement. Two machines that send the same decision at the same time meet in the broker's guard
 * against duplicates, which knows a request by this id alone, even where neither knows of the other; and an id under
 * which something was refused is not used again.
 *
 * @param lead of the order the others in the request depend on
 * @param earlierAttempts how often an order was sent under the reference before
 */
export const placementRequestId = (lead: ExternalReference, earlierAttempts: number): RequestId =>
  requestId(`${lead}-${earlierAttempts + 1}`);

/** Of their JSON, because joined text would let one field run into the next. */
function referenceOf(parts: readonly (string | number | null)[]): ExternalReference {
  const digest = hash("sha256", JSON.stringify(parts), "buffer");
  return externalReference(`ATB-${base32(digest)}`);
}

/** The first bits of the digest, five to a character. */
function base32(digest: Uint8Array): string {
  let text = "";
  for (let bit = 0; text.length < CHARACTERS; bit += 5) {
    const first = digest[bit >> 3] ?? 0;
    const second = digest[(bit >> 3) + 1] ?? 0;
    const group = ((first << 8) | second) >> (11 - (bit & 7));
    text += BASE32.charAt(group & 31);
  }
  return text;
}
