const UNITS = ["KiB", "MiB", "GiB", "TiB"] as const;

/** `1.5 MiB`, as people compare sizes. */
export function bytesText(bytes: number): string {
  let shown = bytes;
  let unit = "bytes";
  for (const larger of UNITS) {
    if (shown < 1024) break;
    shown /= 1024;
    unit = larger;
  }
  return unit === "bytes" ? `${shown} bytes` : `${shown.toFixed(1)} ${unit}`;
}
