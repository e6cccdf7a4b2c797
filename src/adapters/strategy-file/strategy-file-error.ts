import { TradebotError } from "../../core/domain/errors.ts";

/** For all but the command that does it. */
export const EXAMINE = "tradebot strategies check examines the file";

export const strategyFileError = (
  file: string,
  what: string,
  hint = EXAMINE,
  cause?: unknown,
): TradebotError =>
  new TradebotError({
    code: "STRATEGY_FILE_UNUSABLE",
    message: `the strategy file "${file}" ${what}`,
    exit: "configuration",
    hint,
    ...(cause === undefined ? {} : { cause }),
  });
