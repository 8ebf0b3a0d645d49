/** The recorded frames of stock ztunnels, one JSON object a line. */
import { readFileSync } from "node:fs";
import type { FrameRecord } from "./frames.ts";

const FOLDER = new URL("../golden/", import.meta.url);
/** Of the recording, not of the frame. */
const OUTSIDE: ReadonlySet<string> = new Set(["t_ms", "conn"]);

/** All lines, as they are. */
export function readRecording(name: string): readonly Readonly<Record<string, unknown>>[] {
  return readFileSync(new URL(name, FOLDER), "utf8")
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line) as Readonly<Record<string, unknown>>);
}

/** The frames that were received, without times. */
export function recordedFrames(name: string): readonly FrameRecord[] {
  return readRecording(name)
    .filter((line) => line.recv !== undefined)
    .map(
      (line) =>
        Object.fromEntries(
          Object.entries(line).filter(([key]) => !OUTSIDE.has(key)),
        ) as unknown as FrameRecord,
    );
}

/** `name: value` lines of node's raw header list. */
export function headerLines(raw: readonly string[]): readonly string[] {
  return raw.flatMap((name, index) => (index % 2 === 0 ? [`${name}: ${raw[index + 1] ?? ""}`] : []));
}
