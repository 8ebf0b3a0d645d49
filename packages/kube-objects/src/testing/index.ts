export { MESH_POLICY } from "./a-definition.ts";
export { aConfigMap } from "./an-object.ts";
