import { renderTable } from "../../src/cli/output.ts";

/** One line of the result. */
export interface Figure {
  readonly what: string;
  readonly measured: string;
  /** What is promised, and how much of it the measured value takes: 1 is the limit itself. */
  readonly limit?: { readonly text: string; readonly share: number };
}

const standing = ({ limit }: Figure): string => {
  if (limit === undefined) return "-";
  const percent = Math.round(limit.share * 100);
  return limit.share <= 1 ? `within, ${percent} % of it` : `OVER, ${percent} % of it`;
};

export function renderFigures(figures: readonly Figure[]): string {
  const rows = figures.map((figure) => [
    figure.what,
    figure.measured,
    figure.limit?.text ?? "-",
    standing(figure),
  ]);
  return renderTable(["what", "measured", "limit", "standing"], rows);
}

/** The middle one; the same for any order of the values. */
export function median(values: readonly number[]): number {
  const middle = values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];
  if (middle === undefined) throw new Error("no values to take the median of");
  return middle;
}

/** `4.5x`, against the most it may be. */
export function ratioAtMost(what: string, ratio: number, most: number): Figure {
  return { what, measured: times(ratio), limit: { text: `at most ${most}x`, share: ratio / most } };
}

export const times = (ratio: number): string => `${ratio.toFixed(ratio < 10 ? 2 : 1)}x`;
