import { accessSync, constants, statSync } from "node:fs";
import path from "node:path";
import { timestamp, type Timestamp } from "../core/domain/time.ts";
import type { MetricsFile } from "../report/check-metrics.ts";

/** Looks at the collector's file without touching it. */
export function metricsFile(configured: string): MetricsFile {
  const place = path.resolve(configured);
  const writtenAt = timeOf(place);
  return {
    path: place,
    isDirectoryWritable: isWritable(path.dirname(place)),
    ...(writtenAt === undefined ? {} : { writtenAt }),
  };
}

function timeOf(place: string): Timestamp | undefined {
  try {
    return timestamp(Math.round(statSync(place).mtimeMs));
  } catch {
    return undefined; // not there, or not to be seen: both mean that the collector has nothing
  }
}

function isWritable(directory: string): boolean {
  try {
    accessSync(directory, constants.W_OK | constants.X_OK);
    return statSync(directory).isDirectory();
  } catch {
    return false; // asked for permission, and this is the answer
  }
}
