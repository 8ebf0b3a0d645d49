/**
 * Takes pods out of the mesh before what carries their traffic goes: with their redirection still in place and nobody
 * behind it they could not talk to anybody.
 */
import { CliError } from "../cli-error.ts";
import { RESOURCES } from "../cluster/cluster.ts";
import type { EnrolmentRow } from "../enrolment/enrolment-rows.ts";
import { fetchMembers } from "./encryption.ts";
import { type Operation, POLL_MS } from "./operation.ts";

const MODE_LABEL = "istio.io/dataplane-mode";
const SHOWN_PODS = 5;

/**
 * Removes the label that enrols from namespaces and pods, says so with the command that puts it back, and waits until no
 * pod is redirected. Throws KubeError; CliError "failed" names the pods that stay.
 */
export async function leaveMesh(operation: Operation): Promise<void> {
  const { cluster, host, progress, timeoutMs } = operation;
  const labelled = `${MODE_LABEL}=ambient`;
  const [namespaces, pods] = await Promise.all([
    cluster.api.list(RESOURCES.namespaces, { labelSelector: labelled }),
    cluster.api.list(RESOURCES.pods, { labelSelector: labelled }),
  ]);
  const body = { metadata: { labels: { [MODE_LABEL]: null } } };
  for (const { metadata } of namespaces.items) {
    await cluster.api.patch(RESOURCES.namespaces, { name: metadata.name }, { kind: "merge", body });
    progress.say(
      `namespace ${metadata.name} has left; back with: kubectl label namespace ${metadata.name} ${labelled}`,
    );
  }
  for (const { metadata } of pods.items) {
    const { namespace, name } = metadata;
    await cluster.api.patch(RESOURCES.pods, { namespace, name }, { kind: "merge", body });
    progress.say(`pod ${namespace ?? ""}/${name} has left; what makes it may have the label, too`);
  }
  const deadlineMs = host.nowMs() + timeoutMs;
  let first: number | undefined;
  for (;;) {
    const members = (await fetchMembers(operation)).filter(({ installed }) => installed);
    first ??= members.length;
    if (first > 0) progress.show({ name: "enrolment", done: first - members.length, total: first });
    if (members.length === 0) return;
    if (host.nowMs() > deadlineMs) throw staying(members);
    await host.sleep(POLL_MS);
  }
}

function staying(members: readonly EnrolmentRow[]): CliError {
  const shown = members
    .slice(0, SHOWN_PODS)
    .map(({ namespace, pod, reason }) => `${namespace}/${pod} (${reason})`);
  const more = members.length > SHOWN_PODS ? ` and ${members.length - SHOWN_PODS} more` : "";
  return new CliError(
    "failed",
    `pods are still redirected: ${shown.join(", ")}${more}; with --force they are left behind and need a restart`,
  );
}
