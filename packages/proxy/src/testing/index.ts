export { aTick, NO_GAUGES } from "./fake-worker-thread.ts";
