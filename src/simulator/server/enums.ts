/** The known word that a text names; Saxo reads enum values in any case. */
export function pickEnum<Word extends string>(known: readonly Word[], text: string): Word | undefined {
  const wanted = text.toLowerCase();
  return known.find((word) => word.toLowerCase() === wanted);
}
