import type { ProfileCommand, ThreadProfile } from "@ambit/program/profiler";
import type { PlaneMainMessage, PlaneWorkerMessage } from "../messages.ts";

/** What a thread can tell of itself; all synchronous. */
export interface ThreadPorts {
  readonly heapStatistics: () => Readonly<Record<string, number>>;
  readonly writeHeapSnapshot: (path: string) => string;
  readonly profile: (command: ProfileCommand) => ThreadProfile | undefined;
}

/** A question about the thread's memory or time, and not about what it serves. */
export type ThreadQuestion = Extract<
  PlaneMainMessage,
  { type: "heap-statistics" | "heap-snapshot" | "profile" }
>;

export function answerAboutThread(
  ports: ThreadPorts,
  index: number,
  question: ThreadQuestion,
): PlaneWorkerMessage {
  const { id } = question;
  switch (question.type) {
    case "heap-statistics":
      return { type: "heap", index, id, statistics: ports.heapStatistics() };
    case "heap-snapshot":
      return { type: "heap-written", index, id, path: ports.writeHeapSnapshot(question.path) };
    case "profile":
      return { type: "profiled", index, id, profile: ports.profile(question.command) };
  }
}
