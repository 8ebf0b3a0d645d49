import { hasKubeCode, type KubeApi, type ObjectName } from "@ambit/kube";
import type { PodAnnotations } from "../enrolment/ports.ts";
import { type EnrolledCondition, encodeEnrolledCondition } from "./enrolled-condition.ts";
import { decodePod, PODS, type Pod, REDIRECTION_ANNOTATION } from "./pod.ts";

/** As Istio's agent appears in managedFields. */
const FIELD_MANAGER = "install-cni";
const WRITE_TIMEOUT_MS = 10_000;

/** Patches of `pods/status`, for which the agent needs no right to change pods. Conditions of others stay. */
export function podAnnotations(api: Pick<KubeApi, "get" | "patch">, epochMs: () => number): PodAnnotations {
  const conditionPatch = (
    { enrolled }: Pod,
    condition: EnrolledCondition | undefined,
  ): Readonly<Record<string, unknown>> => {
    if (condition === undefined && enrolled === undefined) return {};
    return { status: { conditions: [encodeEnrolledCondition(condition, enrolled, epochMs())] } };
  };
  return {
    write: (pod, value, condition) =>
      patchStatus(api, pod, {
        metadata: { annotations: { [REDIRECTION_ANNOTATION]: value ?? null } },
        ...conditionPatch(pod, condition),
      }),
    writeCondition: (pod, condition) => patchStatus(api, pod, conditionPatch(pod, condition)),
  };
}

async function patchStatus(
  api: Pick<KubeApi, "get" | "patch">,
  { uid, namespace, name }: Pod,
  { metadata, ...body }: { readonly metadata?: object },
): Promise<Pod | undefined> {
  try {
    const patched = await api.patch(
      PODS,
      { namespace, name },
      // With the uid the API refuses to write to another pod that has the name by now.
      { kind: "strategic", body: { metadata: { uid, ...metadata }, ...body } },
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
}

async function currentUid(api: Pick<KubeApi, "get">, name: ObjectName): Promise<string | undefined> {
  try {
    return (await api.get(PODS, name, { timeoutMs: WRITE_TIMEOUT_MS })).metadata.uid;
  } catch (error) {
    if (hasKubeCode(error, "not-found")) return undefined;
    throw error;
  }
}
