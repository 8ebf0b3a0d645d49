export { Backoff, type BackoffOptions } from "./backoff.ts";
export { type Clock, systemClock } from "./clock.ts";
export { Drain, type DrainMember, type DrainMode } from "./drain.ts";
export { Gate, type GateOptions } from "./gate.ts";
export { LifecycleError, type LifecycleErrorCode } from "./lifecycle-error.ts";
export { Readiness, type ReadinessOptions } from "./readiness.ts";
export { TaskGroup } from "./task-group.ts";
export { sleep, ticks } from "./ticks.ts";
