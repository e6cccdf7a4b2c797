/** proc(5): blanks and backslashes in a path are written as octal numbers. */
const unescaped = (text: string): string =>
  text.replace(/\\([0-7]{3})/g, (_, octal: string) => String.fromCharCode(Number.parseInt(octal, 8)));

/**
 * The kind of file system that a path is on.
 *
 * @param realPath absolute, without links
 * @param mounts the text of /proc/mounts
 */
export function mountTypeOf(realPath: string, mounts: string): string | undefined {
  const above = mounts
    .split("\n")
    .map((line) => line.split(" ").map(unescaped))
    .filter(([, point = ""]) => point !== "" && isInside(realPath, point));
  // of two mounts at one place the later hides the earlier
  const nearest = above.reduce<readonly string[]>(
    (found, mount) => ((mount[1] ?? "").length >= (found[1] ?? "").length ? mount : found),
    [],
  );
  return nearest[2];
}

const isInside = (realPath: string, point: string): boolean =>
  realPath === point || realPath.startsWith(point.endsWith("/") ? point : `${point}/`);
