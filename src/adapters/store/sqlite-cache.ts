import type { InstrumentId } from "../../core/domain/instrument.ts";
import type { Bar, BarMinutes } from "../../core/domain/market-data.ts";
import type { Timestamp } from "../../core/domain/time.ts";
import type { Cache } from "../../cycle/ports/cache.ts";
import { bytesIn, textIn } from "./columns.ts";
import type { Database } from "./database.ts";
import { addBars, BYTES_PER_BAR, unpackBars } from "./packed-bars.ts";

/** Kept in the store's file, but written without waiting for the disk: what a power cut takes is asked for again. */
export class SqliteCache implements Cache {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  read(name: string, now: Timestamp): unknown {
    const row = this.#database.get(
      "SELECT value FROM cached_values WHERE name = :name AND expires_at > :now",
      {
        name,
        now,
      },
    );
    return row === undefined ? undefined : JSON.parse(textIn(row, "value"));
  }

  write(name: string, value: unknown, expiresAt: Timestamp): void {
    this.#database.unsyncedTransaction(() =>
      this.#database.run(
        "INSERT OR REPLACE INTO cached_values (name, value, expires_at) VALUES (:name, :value, :expiresAt)",
        { name, value: JSON.stringify(value), expiresAt },
      ),
    );
  }

  readBars(instrument: InstrumentId, barMinutes: BarMinutes, count: number): readonly Bar[] {
    return unpackBars(this.#packedBars(instrument, barMinutes, count));
  }

  writeBars(instrument: InstrumentId, barMinutes: BarMinutes, bars: readonly Bar[], keep: number): void {
    this.#database.unsyncedTransaction(() => {
      const packed = addBars(this.#packedBars(instrument, barMinutes, keep), bars, keep);
      this.#database.run(
        `INSERT OR REPLACE INTO cached_bars (instrument_id, bar_minutes, packed)
         VALUES (:instrument, :barMinutes, :packed)`,
        { instrument, barMinutes, packed },
      );
    });
  }

  dropBars(instrument: InstrumentId, barMinutes: BarMinutes): void {
    this.#database.unsyncedTransaction(() =>
      this.#database.run(
        "DELETE FROM cached_bars WHERE instrument_id = :instrument AND bar_minutes = :barMinutes",
        { instrument, barMinutes },
      ),
    );
  }

  /** Names often carry a day, so nothing would ever overwrite them. */
  forgetExpired(now: Timestamp): void {
    this.#database.unsyncedTransaction(() =>
      this.#database.run("DELETE FROM cached_values WHERE expires_at <= :now", { now }),
    );
  }

  #packedBars(instrument: InstrumentId, barMinutes: BarMinutes, count: number): Uint8Array {
    if (count <= 0) return new Uint8Array(); // a substring from -0 would be all of it
    const row = this.#database.get(
      `SELECT coalesce(substr(packed, -:bytes), x'') AS packed FROM cached_bars
       WHERE instrument_id = :instrument AND bar_minutes = :barMinutes`,
      { instrument, barMinutes, bytes: count * BYTES_PER_BAR },
    );
    return row === undefined ? new Uint8Array() : bytesIn(row, "packed");
  }
}
