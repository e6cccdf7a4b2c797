import { TradebotError } from "../../core/domain/errors.ts";

export const strategyFileError = (
  file: string,
  what: string,
  hint = "tradebot strategies check examines the file, tradebot strategies new writes one to begin with",
  cause?: unknown,
): TradebotError =>
  new TradebotError({
    code: "STRATEGY_FILE_UNUSABLE",
    message: `the strategy file "${file}" ${what}`,
    exit: "configuration",
    hint,
    ...(cause === undefined ? {} : { cause }),
  });
