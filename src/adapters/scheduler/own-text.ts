import { TradebotError } from "../../core/domain/errors.ts";

/** How the entries of one installation are told from everything else. */
export interface Ownership {
  /** What every entry of that name begins with, whoever's it is. */
  readonly mark: string;
  /** The same with the installation it is for. */
  readonly heading: string;
}

/** @throws TradebotError when what is there is not this installation's to replace or to remove */
export function requireOwn(place: string, text: string | undefined, { mark, heading }: Ownership): void {
  if (text === undefined || text.includes(heading)) return;
  const isAnother = text.includes(mark);
  throw new TradebotError({
    code: "SCHEDULE_NOT_OURS",
    message: isAnother
      ? `"${place}" belongs to another installation`
      : `"${place}" was not written by tradebot schedule install`,
    exit: "configuration",
    hint: isAnother
      ? "give this one a name of its own with --name, or remove the other one where it was installed"
      : "move it away, or give this entry a name of its own with --name",
  });
}
