/** Profiles of the whole process, in pprof's form: each thread is asked for its own, and their samples stand beside each other. */
import { type Clock, sleep } from "@ambit/lifecycle";
import {
  encodePprof,
  type ProfileCommand,
  type ThreadProfile,
  type ThreadProfiler,
} from "@ambit/program/profiler";

/** What an operator may ask of the profilers, one thing at a time. */
export interface Profiles {
  /** Where the time of all threads goes while this waits; pprof. */
  cpu(request: CpuProfileRequest): Promise<Uint8Array>;
  /** What was allocated since `setHeapActive(true)` and is still alive; undefined while that is off. */
  heap(): Promise<Uint8Array | undefined>;
  readonly isHeapActive: boolean;
  setHeapActive(isActive: boolean): Promise<void>;
}

/** How long, and how often each thread is looked at. */
export interface CpuProfileRequest {
  readonly seconds: number;
  /** Samples in a second. */
  readonly frequency: number;
}

/** The threads beside this one. */
export interface ProfiledWorkers {
  profile(command: ProfileCommand): Promise<readonly WorkerProfile[]>;
}

export interface WorkerProfile {
  readonly worker: number;
  /** Undefined: the command does not give one. */
  readonly profile: ThreadProfile | undefined;
}

export interface ProfilesOptions {
  /** Of this thread. */
  readonly main: Pick<ThreadProfiler, "run">;
  readonly workers: ProfiledWorkers;
  readonly clock: Clock;
  /** Milliseconds since the epoch. */
  readonly epochMs: () => number;
}

const MICROS_PER_SECOND = 1_000_000;
const NANOS_PER_SECOND = 1_000_000_000;

/** See the module comment. */
export function buildProfiles(options: ProfilesOptions): Profiles {
  const { clock, epochMs } = options;
  let isHeapActive = false;
  return {
    get isHeapActive() {
      return isHeapActive;
    },
    cpu: async ({ seconds, frequency }) => {
      const timeMs = epochMs();
      await ofAllThreads(options, {
        kind: "start-cpu",
        intervalMicros: Math.round(MICROS_PER_SECOND / frequency),
      });
      let threads: readonly NamedProfile[];
      try {
        await sleep(clock, seconds * 1_000, new AbortController().signal);
      } finally {
        threads = await ofAllThreads(options, { kind: "stop-cpu" });
      }
      const nanosPerSample = Math.round(NANOS_PER_SECOND / frequency);
      return encodePprof({
        valueTypes: [
          { type: "samples", unit: "count" },
          { type: "cpu", unit: "nanoseconds" },
        ],
        threads: threads.map(({ name, profile }) => ({ name, profile: withNanos(profile, nanosPerSample) })),
        timeMs,
        durationMs: epochMs() - timeMs,
        period: { type: "cpu", unit: "nanoseconds", value: nanosPerSample },
      });
    },
    heap: async () => {
      if (!isHeapActive) return undefined;
      return encodePprof({
        valueTypes: [
          { type: "inuse_objects", unit: "count" },
          { type: "inuse_space", unit: "bytes" },
        ],
        threads: await ofAllThreads(options, { kind: "take-heap" }),
        timeMs: epochMs(),
        durationMs: 0,
        period: { type: "space", unit: "bytes", value: 1 },
      });
    },
    setHeapActive: async (isActive) => {
      if (isActive === isHeapActive) return;
      isHeapActive = isActive;
      await ofAllThreads(options, { kind: isActive ? "start-heap" : "stop-heap" });
    },
  };
}

interface NamedProfile {
  readonly name: string;
  readonly profile: ThreadProfile;
}

/** Workers are asked first: their answers take the way through their loops. */
async function ofAllThreads(
  { main, workers }: ProfilesOptions,
  command: ProfileCommand,
): Promise<readonly NamedProfile[]> {
  const answers = workers.profile(command);
  const own = main.run(command);
  const profiles = [
    { name: "main", profile: own },
    ...(await answers).map(({ worker, profile }) => ({ name: `worker ${worker}`, profile })),
  ];
  return profiles.flatMap(({ name, profile }) => (profile === undefined ? [] : [{ name, profile }]));
}

function withNanos({ nodes }: ThreadProfile, nanosPerSample: number): ThreadProfile {
  return {
    nodes: nodes.map((node) => {
      const [samples = 0] = node.values;
      return { ...node, values: [samples, samples * nanosPerSample] };
    }),
  };
}
