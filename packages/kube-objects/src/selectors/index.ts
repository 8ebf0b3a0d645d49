export { parseFieldSelector } from "./field-selector.ts";
export { type ObjectFilter, parseLabelSelector } from "./label-selector.ts";
export { type NodeSelectorTerm, readNodeAffinity, selectsNode } from "./node-selector.ts";
export {
  containsLabels,
  type LabelRequirement,
  type LabelSelector,
  type Labels,
  matchesSelector,
} from "./requirement.ts";
