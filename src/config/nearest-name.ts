/** How many letters must be inserted, left out or replaced to turn one text into the other. */
export function editDistance(from: string, to: string): number {
  let row = Array.from({ length: to.length + 1 }, (_, index) => index);
  for (let index = 0; index < from.length; index += 1) {
    const next = [index + 1];
    for (let column = 0; column < to.length; column += 1) {
      const replaced = (row[column] ?? 0) + (from[index] === to[column] ? 0 : 1);
      const inserted = (next[column] ?? 0) + 1;
      const leftOut = (row[column + 1] ?? 0) + 1;
      next.push(Math.min(replaced, inserted, leftOut));
    }
    row = next;
  }
  return row[to.length] ?? from.length;
}

/** The known name that differs least, if it differs by no more than the limit; the first of several. */
export function nearestName(
  name: string,
  known: readonly string[],
  limitFor: (known: string) => number,
): string | undefined {
  const near = known
    .filter((candidate) => Math.abs(candidate.length - name.length) <= limitFor(candidate)) // no nearer than that
    .map((candidate) => ({ candidate, distance: editDistance(name, candidate) }))
    .filter(({ candidate, distance }) => distance <= limitFor(candidate))
    .sort((a, b) => a.distance - b.distance);
  return near[0]?.candidate;
}

const wordsOf = (name: string): readonly string[] => name.split("_");
const hasAll = (words: readonly string[], of: readonly string[]): boolean =>
  of.every((word) => words.includes(word));

/** The known name that has all words of this one, or that this one has all words of; the closest in length. */
export function nameWithSameWords(name: string, known: readonly string[]): string | undefined {
  const words = wordsOf(name);
  const related = known.filter((candidate) => {
    const others = wordsOf(candidate);
    return words.length > 1 && (hasAll(others, words) || hasAll(words, others));
  });
  const difference = (candidate: string): number => Math.abs(wordsOf(candidate).length - words.length);
  return related.toSorted((a, b) => difference(a) - difference(b))[0];
}
