import type { EndpointName } from "./route.ts";

/** What goes wrong instead of the honest answer. */
type FaultKind =
  | "drop" // the connection is cut
  | "401"
  | "garbage" // 200 from something in between that is no Saxo
  | "html" // 403 in HTML from the network edge, without X-Correlation
  | "409"
  | "429"
  | "503";

/** What goes wrong with an order that was booked all the same. */
type PlacementFaultKind =
  | "202" // outcome unknown at the exchange's own timeout
  | "400_live" // an error beside the id of a working order
  | "late_reject"; // accepted, then refused by the venue

export type Fault =
  | {
      readonly kind: FaultKind;
      readonly endpoint: EndpointName;
      /** Whether the request had its effect before things went wrong. */
      readonly when: "before" | "after";
      /** How many requests it strikes; one when absent. */
      readonly count?: number;
    }
  | { readonly kind: PlacementFaultKind; readonly endpoint: "place_order"; readonly count?: number };

/** Faults waiting for their requests, first come, first struck. */
export class Faults {
  #waiting: { readonly fault: Fault; readonly left: number }[] = [];

  /** Lets the coming requests to an endpoint go wrong. */
  next(fault: Fault): void {
    this.#waiting.push({ fault, left: fault.count ?? 1 });
  }

  /** The fault for a request to this endpoint, which is used up by one. */
  take(endpoint: EndpointName): Fault | undefined {
    const index = this.#waiting.findIndex(({ fault }) => fault.endpoint === endpoint);
    const entry = this.#waiting[index];
    if (entry === undefined) return undefined;
    const rest = entry.left > 1 ? [{ ...entry, left: entry.left - 1 }] : [];
    this.#waiting = this.#waiting.toSpliced(index, 1, ...rest);
    return entry.fault;
  }
}
