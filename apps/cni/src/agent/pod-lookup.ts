/** Asks the API for one pod or namespace, for a pod that is about to start before the informers have told of it. */
import { hasKubeCode, type KubeApi, type KubeResource } from "@ambit/kube";
import { decodeNamespace, decodePod, NAMESPACES, PODS } from "../kube/pod.ts";
import type { PodLookup } from "../servers/plugin-requests.ts";

const LOOKUP_TIMEOUT_MS = 2_000;

/** What does not exist is undefined, and so is a pod of another node. */
export function podLookup(api: KubeApi, nodeName: string): PodLookup {
  const fetch = async <T>(
    resource: KubeResource,
    name: { readonly namespace?: string; readonly name: string },
    decode: (object: Awaited<ReturnType<KubeApi["get"]>>) => T | undefined,
  ): Promise<T | undefined> => {
    try {
      return decode(await api.get(resource, name, { timeoutMs: LOOKUP_TIMEOUT_MS, isUrgent: true }));
    } catch (error) {
      if (hasKubeCode(error, "not-found")) return undefined;
      throw error;
    }
  };
  return {
    fetchPod: ({ namespace, name }) =>
      fetch(PODS, { namespace, name }, (object) =>
        isOnNode(object, nodeName) ? decodePod(object) : undefined,
      ),
    fetchNamespace: (name) => fetch(NAMESPACES, { name }, decodeNamespace),
  };
}

/** What is said of a pod of another node must not come into the table of this one. */
function isOnNode(object: Readonly<Record<string, unknown>>, nodeName: string): boolean {
  const { spec } = object;
  return typeof spec === "object" && spec !== null && "nodeName" in spec && spec.nodeName === nodeName;
}
