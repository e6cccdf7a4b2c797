import { z } from "zod/mini";
import { TradebotError } from "../../../core/domain/errors.ts";
import { isOwnReference } from "../../../core/domain/ids.ts";
import type { EventEmitter } from "../../../events/emitter.ts";
import type { Call } from "../transport/call.ts";
import { parseRow } from "../transport/read.ts";
import { omittableText } from "../wire/omittable.ts";
import { WireId } from "../wire/scalars.ts";

/** Enough of a row to know whose order it is about. */
const Owner = z.looseObject({ OrderId: WireId, ExternalReference: omittableText });
type Owner = z.output<typeof Owner>;

/**
 * Reads lists of orders in which others have rows as well. One of ours that cannot be read, or of which nobody can say
 * whose it is, ends the reading: a hole would pass for the whole truth. One of somebody else's is left out, and said
 * once: it is no reason to leave our own orders to themselves.
 */
export class ForeignRows {
  readonly #events: EventEmitter;
  readonly #told = new Set<string>();

  constructor(events: EventEmitter) {
    this.#events = events;
  }

  /** @throws TradebotError for a row that is not known to be somebody else's */
  parse<Schema extends z.ZodMiniType>(
    call: Call,
    rows: readonly unknown[],
    schema: Schema,
  ): z.output<Schema>[] {
    const ownOrders = new Set<string>(); // a line of ours may lack the reference that another one of its order has
    for (const { data } of rows.map((row) => Owner.safeParse(row))) {
      if (data !== undefined && isOwnReference(data.ExternalReference)) ownOrders.add(data.OrderId);
    }
    return rows.flatMap((row, index) => {
      try {
        return [parseRow(call, row, index, schema)];
      } catch (error) {
        const { data: owner } = Owner.safeParse(row);
        if (!(error instanceof TradebotError) || owner === undefined || ownOrders.has(owner.OrderId))
          throw error;
        this.#tell(call, owner, error);
        return [];
      }
    });
  }

  #tell({ path }: Call, { OrderId: id }: Owner, { message }: TradebotError): void {
    const name = `${path} ${id}`;
    if (this.#told.has(name)) return;
    this.#told.add(name);
    this.#events.emit("http_row_left_out", { http_url_path: path, order_id: id, detail: message });
  }
}
