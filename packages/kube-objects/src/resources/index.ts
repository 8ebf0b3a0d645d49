export { BUILTIN_RESOURCES } from "./builtin-resources.ts";
export { DEFINITION_FINALIZER, DEFINITIONS, decodeDefinition, definitionStatus } from "./custom-resources.ts";
export { apiVersionOf, asServed, type Resource } from "./resource.ts";
export { ResourceRegistry } from "./resource-registry.ts";
