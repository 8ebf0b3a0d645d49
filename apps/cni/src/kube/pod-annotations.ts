import { hasKubeCode, type KubeApi, type ObjectName } from "@ambit/kube";
import type { PodAnnotations } from "../enrolment/ports.ts";
import { decodePod, PODS, REDIRECTION_ANNOTATION } from "./pod.ts";

/** As Istio's agent appears in managedFields. */
const FIELD_MANAGER = "install-cni";
const WRITE_TIMEOUT_MS = 10_000;

/** Merge patches on `pods/status`, for which the agent needs no right to change pods. */
export function podAnnotations(api: Pick<KubeApi, "get" | "patch">): PodAnnotations {
  return {
    write: async ({ uid, namespace, name }, value) => {
      // With the uid the API refuses to write to another pod that has the name by now.
      const metadata = { uid, annotations: { [REDIRECTION_ANNOTATION]: value ?? null } };
      try {
        const patched = await api.patch(
          PODS,
          { namespace, name },
          { kind: "merge", body: { metadata } },
          { subresource: "status", fieldManager: FIELD_MANAGER, timeoutMs: WRITE_TIMEOUT_MS },
        );
        return decodePod(patched);
      } catch (error) {
        if (hasKubeCode(error, "not-found")) return undefined;
        // Another pod, or the same one that somebody else changed at this moment?
        if (!hasKubeCode(error, "conflict", "invalid")) throw error;
        if ((await currentUid(api, { namespace, name })) !== uid) return undefined;
        throw error;
      }
    },
  };
}

async function currentUid(api: Pick<KubeApi, "get">, name: ObjectName): Promise<string | undefined> {
  try {
    return (await api.get(PODS, name, { timeoutMs: WRITE_TIMEOUT_MS })).metadata.uid;
  } catch (error) {
    if (hasKubeCode(error, "not-found")) return undefined;
    throw error;
  }
}
