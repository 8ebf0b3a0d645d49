/**
 * V8's profilers of the thread that this runs in: where its time goes, and what allocations that are still alive were made
 * where. Synchronous, so that it also serves threads that never return to Node's loop: V8 answers a session of the same
 * thread within the call. What a native call takes counts for whoever calls it: V8 has one name for all of them.
 */
import { type Profiler, Session } from "node:inspector";
import type { CallFrame, CallNode, ThreadProfile } from "./call-tree.ts";

/** What a thread is asked to do. */
export type ProfileCommand =
  | { readonly kind: "start-cpu"; readonly intervalMicros: number }
  | { readonly kind: "stop-cpu" }
  | { readonly kind: "start-heap" }
  | { readonly kind: "stop-heap" }
  | { readonly kind: "take-heap" };

/** Mean distance between two allocations that are looked at. */
const HEAP_INTERVAL_BYTES = 128 * 1024;
/** Not work of anybody: a thread that V8 knows to wait. */
const IDLE = "(idle)";

/** What Node's definitions lack. */
interface SampledNode {
  readonly id: number;
  readonly callFrame: Profiler.ProfileNode["callFrame"];
  readonly selfSize: number;
  readonly children: readonly SampledNode[];
}

interface SampledHeap {
  readonly head: SampledNode;
  readonly samples: readonly { readonly nodeId: number }[];
}

/** One for each thread; V8 is asked for nothing before the first command. */
export class ThreadProfiler {
  #session: Session | undefined;

  /** A profile for the commands that end with one; `take-heap` gives none while nothing is being profiled. */
  run(command: ProfileCommand): ThreadProfile | undefined {
    switch (command.kind) {
      case "start-cpu":
        this.#post("Profiler.enable");
        this.#post("Profiler.setSamplingInterval", { interval: command.intervalMicros });
        this.#post("Profiler.start");
        return undefined;
      case "stop-cpu": {
        const { profile } = this.#post<Profiler.StopReturnType>("Profiler.stop");
        this.#post("Profiler.disable");
        return cpuProfile(profile);
      }
      case "start-heap":
        this.#post("HeapProfiler.startSampling", { samplingInterval: HEAP_INTERVAL_BYTES });
        return undefined;
      case "stop-heap":
        this.#post("HeapProfiler.stopSampling");
        return undefined;
      case "take-heap":
        return heapProfile(this.#post<{ profile: SampledHeap }>("HeapProfiler.getSamplingProfile").profile);
    }
  }

  #post<Answer>(method: string, params: object = {}): Answer {
    if (this.#session === undefined) {
      this.#session = new Session();
      this.#session.connect();
    }
    let answer: { readonly error: Error | null; readonly result: unknown } | undefined;
    this.#session.post(method, params, (error, result) => (answer = { error, result }));
    if (answer === undefined) throw new Error(`${method} was not answered at once`);
    if (answer.error !== null) throw new Error(`${method}: ${answer.error.message}`, { cause: answer.error });
    return decodeAnswer<Answer>(answer.result);
  }
}

/** The protocol's types are those of Node's own definitions. */
function decodeAnswer<Answer>(result: unknown): Answer {
  return result as Answer;
}

/** Values: samples. */
function cpuProfile({ nodes }: Profiler.Profile): ThreadProfile {
  const parents = new Map(nodes.flatMap(({ id, children = [] }) => children.map((child) => [child, id])));
  const indexes = new Map<number, number>();
  const result: CallNode[] = [];
  for (const { id, callFrame, hitCount = 0 } of nodes) {
    indexes.set(id, result.length);
    const parent = parents.get(id);
    result.push({
      frame: frameOf(callFrame),
      parent: parent === undefined ? -1 : (indexes.get(parent) ?? -1),
      values: [callFrame.functionName === IDLE ? 0 : hitCount],
    });
  }
  return { nodes: result };
}

/** Values: objects, bytes. */
function heapProfile({ head, samples }: SampledHeap): ThreadProfile {
  const objects = new Map<number, number>();
  for (const { nodeId } of samples) objects.set(nodeId, (objects.get(nodeId) ?? 0) + 1);
  const result: CallNode[] = [];
  const open = [{ node: head, parent: -1 }];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const { node, parent } = next;
    const index = result.length;
    result.push({
      frame: frameOf(node.callFrame),
      parent,
      values: [objects.get(node.id) ?? 0, node.selfSize],
    });
    for (const child of node.children) open.push({ node: child, parent: index });
  }
  return { nodes: result };
}

function frameOf({ functionName, url, lineNumber }: Profiler.ProfileNode["callFrame"]): CallFrame {
  return {
    functionName: functionName === "" ? "(anonymous)" : functionName,
    file: url,
    line: lineNumber + 1,
  };
}
