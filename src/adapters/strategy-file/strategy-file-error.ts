import { TradebotError } from "../../core/domain/errors.ts";

export const strategyFileError = (
  file: string,
  what: string,
  hint = "tradebot strategies check examines the file",
  cause?: unknown,
): TradebotError =>
  new TradebotError({
    code: "STRATEGY_FILE_UNUSABLE",
    message: `the strategy file "${file}" ${what}`,
    exit: "configuration",
    hint,
    ...(cause === undefined ? {} : { cause }),
  });
