/** The answer that counts: which pods of enrolled namespaces are encrypted, and why the others are not. */
import { collectFacts } from "../enrolment/collect-facts.ts";
import { describeEnrolment, type EnrolmentRow } from "../enrolment/enrolment-rows.ts";
import { formatTable } from "../text/table.ts";
import { type Operation, POLL_MS } from "./operation.ts";

/** Enrolling what runs on a node takes less, also for hundreds of pods. */
const ENROL_TIMEOUT_MS = 60_000;

/** Pods that want to be in the mesh, or are in it. Throws KubeError. */
export async function fetchMembers({
  cluster,
  namespace,
}: Pick<Operation, "cluster" | "namespace">): Promise<readonly EnrolmentRow[]> {
  const selection = { namespace: undefined, node: undefined, istioNamespace: namespace };
  const rows = describeEnrolment(await collectFacts(cluster, selection));
  return rows.filter(({ wanted, installed }) => wanted || installed);
}

/** Waits until all that want to be are encrypted, or for as long as it is worth while. Throws KubeError. */
export async function verifyEncryption(operation: Operation): Promise<readonly EnrolmentRow[]> {
  const { host, progress } = operation;
  const deadlineMs = host.nowMs() + ENROL_TIMEOUT_MS;
  for (;;) {
    const members = await fetchMembers(operation);
    const done = members.filter(({ proven }) => proven).length;
    if (members.length > 0) progress.show({ name: "enrolment", done, total: members.length });
    if (members.every(({ wanted, proven }) => wanted === proven) || host.nowMs() > deadlineMs) {
      progress.close();
      return members;
    }
    await host.sleep(POLL_MS);
  }
}

/** A table and a sentence. */
export function formatEncryption(members: readonly EnrolmentRow[]): string {
  if (members.length === 0) {
    return "no pod is in the mesh yet; a namespace is enrolled by: kubectl label namespace NAME istio.io/dataplane-mode=ambient\n";
  }
  const rows = members.map(({ namespace, pod, node, proven, reason }) => [
    namespace,
    pod,
    node,
    proven ? "yes" : "no",
    reason,
  ]);
  const encrypted = members.filter(({ proven }) => proven).length;
  const spaces = new Set(members.map(({ namespace }) => namespace)).size;
  const table = formatTable(["NAMESPACE", "POD", "NODE", "ENCRYPTED", "REASON"], rows);
  return `${table}${encrypted} of ${members.length} pods of ${spaces} ${spaces === 1 ? "namespace" : "namespaces"} encrypted\n`;
}

/** Keys of pods that are encrypted now. Throws KubeError. */
export async function findProtected(operation: Operation): Promise<ReadonlySet<string>> {
  const members = await fetchMembers(operation);
  return new Set(members.filter(({ proven }) => proven).map(keyOf));
}

/** The first pod that was encrypted, is there, wants to be encrypted and is not. Throws KubeError. */
export async function lostProtection(
  operation: Operation,
  before: ReadonlySet<string>,
): Promise<string | undefined> {
  const lost = (await fetchMembers(operation)).find(
    (row) => row.wanted && !row.proven && before.has(keyOf(row)),
  );
  return lost === undefined
    ? undefined
    : `pod ${lost.namespace}/${lost.pod} on node ${lost.node} is encrypted no more: ${lost.reason}`;
}

function keyOf({ namespace, pod }: EnrolmentRow): string {
  return `${namespace}/${pod}`;
}
