export type { CallFrame, CallNode, ThreadProfile } from "./call-tree.ts";
export { encodePprof, type Profile, type ValueType } from "./pprof.ts";
export { type ProfileCommand, ThreadProfiler } from "./thread-profiler.ts";
