export { type EventuallyOptions, eventually } from "./eventually.ts";
export { FakeClock } from "./fake-clock.ts";
