import type { JsonObject } from "../json.ts";
import type { KubeObject } from "../kube-object.ts";

/** A definition with two versions, a status apart, columns, and a list with keys. */
export const MESH_POLICY: KubeObject = {
  apiVersion: "apiextensions.k8s.io/v1",
  kind: "CustomResourceDefinition",
  metadata: { name: "meshpolicies.mesh.example.com" },
  spec: {
    group: "mesh.example.com",
    scope: "Namespaced",
    names: { kind: "MeshPolicy", plural: "meshpolicies", shortNames: ["mp"], categories: ["mesh"] },
    versions: [aVersion("v1", true), aVersion("v1beta1", false)],
  },
};

function aVersion(name: string, storage: boolean): JsonObject {
  const item = { type: "object", properties: { protocol: { type: "string", default: "TCP" } } };
  const keyed = (keys: readonly string[]): JsonObject => ({
    type: "array",
    "x-kubernetes-list-type": "map",
    "x-kubernetes-list-map-keys": keys,
    items: item,
  });
  return {
    name,
    served: true,
    storage,
    schema: {
      openAPIV3Schema: {
        type: "object",
        properties: {
          spec: {
            type: "object",
            properties: {
              ports: keyed(["port", "protocol"]),
              hosts: { type: "array", "x-kubernetes-list-type": "set", items: { type: "string" } },
              plain: { type: "array", items: { type: "object" } },
              whole: { type: "object", "x-kubernetes-map-type": "atomic" },
            },
          },
          status: { type: "object", properties: { conditions: keyed(["type"]) } },
        },
      },
    },
    subresources: { status: {} },
    additionalPrinterColumns: [
      { name: "Mode", type: "string", jsonPath: ".spec.mode" },
      { name: "Ready", type: "string", jsonPath: '.status.conditions[?(@.type=="Ready")].status' },
      { name: "Age", type: "date", jsonPath: ".metadata.creationTimestamp" },
      { name: "Count", type: "integer", jsonPath: ".spec.count", priority: 1 },
    ],
  };
}
