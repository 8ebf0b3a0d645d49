export { parseFieldSelector } from "./field-selector.ts";
export { type ObjectFilter, parseLabelSelector } from "./label-selector.ts";
