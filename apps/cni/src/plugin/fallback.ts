/** What the plugin does without an agent: a file of its own in the bundle, loaded only when it is needed. */
export { isSelectedByApi } from "./api-selection.ts";
export { redirectByApi } from "./api-sidecar.ts";
