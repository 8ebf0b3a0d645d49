/** How an installation is doing: every object there, every part ready. */
import { type Cluster, RESOURCES } from "../cluster/cluster.ts";
import { listOf, recordOf } from "../dump/json.ts";
import { note, ok, type PreflightFinding, refused, warning } from "../preflight/finding.ts";
import type { Installation } from "./installation-record.ts";
import { formatRef, refOf } from "./mesh-objects.ts";
import { describeRollout } from "./rollout.ts";
import { stagesOf } from "./stages.ts";

const ROOT_CONFIG_MAP = "istio-ca-root-cert";

/** Throws KubeError. */
export async function checkInstallation(
  cluster: Cluster,
  namespace: string,
  installation: Installation,
): Promise<readonly PreflightFinding[]> {
  const { state, version, objects } = installation;
  const findings: PreflightFinding[] =
    state === "installed"
      ? [note("installation", `version ${version}`)]
      : [refused("installation", `left in the middle (${state})`, `repeat ambit ${COMMAND[state]}`)];
  for (const stage of stagesOf(objects)) {
    const problems: PreflightFinding[] = [];
    for (const object of stage.objects) {
      const ref = refOf(object, objects);
      const found = await cluster.find(ref.resource, ref.name.namespace ?? "", ref.name.name);
      if (found === undefined) {
        problems.push(refused(stage.name, `${formatRef(ref)} is missing`, "ambit upgrade puts it back"));
        continue;
      }
      const { ready, total, isDone } = describeRollout(ref.kind, found);
      if (!isDone) {
        const fix = `kubectl describe -n ${namespace} ${ref.kind.toLowerCase()} ${ref.name.name}`;
        problems.push(refused(stage.name, `${formatRef(ref)}: ${ready} of ${total} ready`, fix));
      } else if (ref.kind === "ValidatingWebhookConfiguration") {
        problems.push(...webhookFindings(stage.name, found["webhooks"]));
      }
    }
    findings.push(
      ...(problems.length > 0
        ? problems
        : [ok(stage.name, `${stage.objects.length} of ${stage.objects.length}`)]),
    );
  }
  const root = await cluster.find(RESOURCES.configMaps, namespace, ROOT_CONFIG_MAP);
  if (root === undefined) {
    const fix = `kubectl logs -n ${namespace} -l app=istiod`;
    findings.push(refused("certificates", `the control plane has not written ${ROOT_CONFIG_MAP}`, fix));
  }
  return findings;
}

const COMMAND = { installing: "install", upgrading: "upgrade", uninstalling: "uninstall" } as const;

function webhookFindings(subject: string, webhooks: unknown): readonly PreflightFinding[] {
  const isBlind = listOf(webhooks)
    .map(recordOf)
    .some((webhook) => recordOf(webhook["clientConfig"])["caBundle"] === undefined);
  return isBlind
    ? [
        warning(
          subject,
          "the control plane has not given the webhook its certificate yet",
          "wait for its leader",
        ),
      ]
    : [];
}
