/** The node proxy: DaemonSet `ztunnel`, each in a network of its own. */
import type { NewKubeObject } from "@ambit/kube";
import { IMAGES, type MeshOptions, nodeFolder, SYSTEM_NAMESPACE } from "./mesh-options.ts";
import {
  fieldVariable,
  labMount,
  labVolume,
  nodeVolume,
  readinessProbe,
  tokenVolume,
  variable,
} from "./pod-parts.ts";
import { serviceAccount } from "./rbac.ts";

const NAME = "ztunnel";
const TOKEN_SECONDS = 43_200;
const GRACE_SECONDS = 30;
const CONTROL_PLANE = `istiod.${SYSTEM_NAMESPACE}.svc:15012`;

/** Account and DaemonSet. */
export function ztunnelObjects(options: MeshOptions): readonly NewKubeObject[] {
  return [serviceAccount(NAME), daemonSet(options)];
}

function daemonSet(options: MeshOptions): NewKubeObject {
  const labels = { app: NAME };
  return {
    apiVersion: "apps/v1",
    kind: "DaemonSet",
    metadata: { name: NAME, namespace: SYSTEM_NAMESPACE, labels },
    spec: {
      // The new one of a node takes over while the old one drains.
      updateStrategy: { type: "RollingUpdate", rollingUpdate: { maxSurge: 1, maxUnavailable: 0 } },
      selector: { matchLabels: labels },
      template: {
        metadata: {
          labels: { ...labels, "sidecar.istio.io/inject": "false", "istio.io/dataplane-mode": "none" },
          annotations: {
            "sidecar.istio.io/inject": "false",
            "prometheus.io/port": "15020",
            "prometheus.io/scrape": "true",
          },
        },
        spec: {
          nodeSelector: { "kubernetes.io/os": "linux" },
          serviceAccountName: NAME,
          tolerations: [
            { effect: "NoSchedule", operator: "Exists" },
            { effect: "NoExecute", operator: "Exists" },
          ],
          priorityClassName: "system-node-critical",
          terminationGracePeriodSeconds: GRACE_SECONDS,
          containers: [container(options)],
          volumes: [
            tokenVolume(TOKEN_SECONDS),
            { name: "istiod-ca-cert", configMap: { name: "istio-ca-root-cert" } },
            labVolume(options.nodesFolder),
            nodeVolume("cni-ztunnel-sock-dir", "/var/run/ztunnel", "DirectoryOrCreate"),
          ],
        },
      },
    },
  };
}

function container(options: MeshOptions): Readonly<Record<string, unknown>> {
  return {
    name: "istio-proxy",
    image: IMAGES.ztunnel,
    args: ["proxy", "ztunnel"],
    ports: [{ name: "ztunnel-stats", containerPort: 15_020, protocol: "TCP" }],
    readinessProbe: readinessProbe("/healthz/ready", 15_021),
    env: [
      variable("CA_ADDRESS", CONTROL_PLANE),
      variable("XDS_ADDRESS", CONTROL_PLANE),
      variable("RUST_LOG", "info"),
      variable("RUST_BACKTRACE", "1"),
      variable("ISTIO_META_CLUSTER_ID", "Kubernetes"),
      variable("INPOD_ENABLED", "true"),
      variable("TERMINATION_GRACE_PERIOD_SECONDS", String(GRACE_SECONDS)),
      fieldVariable("POD_NAME", "metadata.name"),
      fieldVariable("POD_NAMESPACE", "metadata.namespace"),
      fieldVariable("NODE_NAME", "spec.nodeName"),
      fieldVariable("INSTANCE_IP", "status.podIP"),
      fieldVariable("SERVICE_ACCOUNT", "spec.serviceAccountName"),
      {
        name: "ZTUNNEL_CPU_LIMIT",
        valueFrom: { resourceFieldRef: { resource: "limits.cpu", divisor: "1" } },
      },
      variable("ISTIO_META_ENABLE_HBONE", "true"),
      variable("INPOD_UDS", `${nodeFolder(options)}/var/run/ztunnel/ztunnel.sock`),
    ],
    volumeMounts: [
      { name: "istiod-ca-cert", mountPath: "/var/run/secrets/istio" },
      { name: "istio-token", mountPath: "/var/run/secrets/tokens" },
      labMount(options.nodesFolder),
      { name: "cni-ztunnel-sock-dir", mountPath: "/var/run/ztunnel" },
    ],
  };
}
