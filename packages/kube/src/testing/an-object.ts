import type { KubeObject, KubeResource } from "../kube-object.ts";

/** The resource that most tests are about. */
export const PODS: KubeResource = { group: "", version: "v1", plural: "pods", isNamespaced: true };

/** A pod with a name and whatever else a test cares about. */
export function aPod({ name = "client", namespace = "default", ...fields }: PodFields = {}): KubeObject {
  const { labels, nodeName = "node-1" } = fields;
  return {
    apiVersion: "v1",
    kind: "Pod",
    metadata: { name, namespace, ...(labels === undefined ? {} : { labels }) },
    spec: { nodeName },
  };
}

interface PodFields {
  readonly name?: string;
  readonly namespace?: string;
  readonly labels?: Readonly<Record<string, string>>;
  readonly nodeName?: string;
}
