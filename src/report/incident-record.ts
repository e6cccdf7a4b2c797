import type { Timestamp } from "../core/domain/time.ts";

/** A condition that people are told about: once when it begins, once when it is over. */
export interface Incident {
  /** `run:<reason>`, `check:<name>` or `unit:<result>`. */
  readonly key: string;
  readonly title: string;
  readonly openedAt: Timestamp;
  readonly lastSeenAt: Timestamp;
  /** How many runs met it. */
  readonly count: number;
  /** Whether it came back soon after it was over: then it is over only when it has kept quiet for a while. */
  readonly isRecurring: boolean;
  /** Since when it has not been met; absent while it lasts. */
  readonly quietSince?: Timestamp;
}

/** One message to the webhook, exactly as it is sent each time it is tried. */
export interface Message {
  readonly id: number;
  readonly incident: string;
  readonly kind: "opened" | "reopened" | "cleared";
  readonly subject: string;
  readonly body: string;
  readonly composedAt: Timestamp;
}

/** What became of trying a message. */
export interface Attempts {
  readonly attempts: number;
  readonly lastTriedAt: Timestamp;
  /** Of the last attempt; absent when there was no answer. */
  readonly httpStatus?: number;
  /** Why the last attempt failed; absent when it did not. */
  readonly failure?: string;
  /** How often it was refused for good; absent when it never was. */
  readonly refusals?: number;
}

export interface PendingMessage {
  readonly message: Message;
  /** Absent before the first attempt. */
  readonly tried?: Attempts;
}

/** How a message ended: with the receiver, or given up because too many were waiting or it was refused for days. */
export interface Delivery {
  readonly outcome: "delivered" | "dropped";
  readonly message: Pick<Message, "id" | "incident" | "kind" | "subject" | "composedAt">;
  readonly tried?: Attempts;
}

/** Everything that later runs must know to tell people once. */
export interface IncidentRecord {
  readonly open: readonly Incident[];
  /** Over, but so recently that their return is the same story. */
  readonly recentlyCleared: readonly { readonly key: string; readonly clearedAt: Timestamp }[];
  /** In the order they were composed. */
  readonly pending: readonly PendingMessage[];
  /** The newest, oldest first. */
  readonly deliveries: readonly Delivery[];
  readonly lastMessageId: number;
  /** The service manager's ids of failed starts that are part of an incident already, and who says so; the newest last. */
  readonly reportedInvocations: readonly string[];
}

export const NO_INCIDENTS: IncidentRecord = {
  open: [],
  recentlyCleared: [],
  pending: [],
  deliveries: [],
  lastMessageId: 0,
  reportedInvocations: [],
};
