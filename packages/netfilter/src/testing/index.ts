export { aCapture, PROBE_SOURCE } from "./golden.ts";
