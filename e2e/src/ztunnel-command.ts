/** Which program runs as ztunnel, and the environment it gets: that of ztunnel's own dedicated mode. */
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { workloadName } from "./mesh-file.ts";
import { ZTUNNEL_MARK } from "./redirection.ts";
import type { RootFiles } from "./root-ca.ts";
import type { PodPlan } from "./topology.ts";

const APP = new URL("../../apps/ztunnel/", import.meta.url);

/** Another program with the same environment, for `npm start -- --ztunnel` and, by this variable, for the tests. */
export const ZTUNNEL_VARIABLE = "AMBIT_E2E_ZTUNNEL";

/** The bundle if there is one, else the sources; or the given program. */
export function ztunnelCommand(program?: string): readonly string[] {
  const chosen = program ?? process.env[ZTUNNEL_VARIABLE];
  if (chosen !== undefined && chosen !== "") return [chosen];
  const bundle = fileURLToPath(new URL("dist/main.js", APP));
  const source = fileURLToPath(new URL("src/main.ts", APP));
  return [process.execPath, existsSync(bundle) ? bundle : source];
}

/** Where a ztunnel has the mesh and its certificate from: files, with a CA inside itself, or a control plane. */
export type MeshSource =
  | { readonly kind: "files"; readonly root: RootFiles; readonly meshPath: string }
  | {
      readonly kind: "control-plane";
      readonly address: string;
      /** The name in the control plane's certificate. */
      readonly hostname: string;
      readonly rootsPath: string;
      readonly tokenPath: string;
    };

/** Variables for the ztunnel of a pod; the pod's own come last and win. */
export function ztunnelEnvironment(pod: PodPlan, source: MeshSource): Readonly<Record<string, string>> {
  return {
    PROXY_MODE: "dedicated",
    PROXY_WORKLOAD_INFO: `${pod.namespace}/${workloadName(pod)}/${pod.serviceAccount}`,
    NODE_NAME: pod.node,
    ...sourceVariables(pod, source),
    PACKET_MARK: `${ZTUNNEL_MARK}`,
    ISTIO_META_DNS_CAPTURE: "false",
    // A connection from the client's address needs the rules that bring its replies back.
    ENABLE_ORIG_SRC: pod.redirect === "both" ? "true" : "false",
    ...pod.spec.env,
  };
}

/** Variables for a node's ztunnel, which serves the pods that a CNI agent names; `own` win. */
export function sharedEnvironment(
  node: { readonly plan: PodPlan; readonly name: string; readonly agentPath: string },
  source: MeshSource,
  own: Readonly<Record<string, string>>,
): Readonly<Record<string, string>> {
  return {
    PROXY_MODE: "shared",
    NODE_NAME: node.name,
    INPOD_UDS: node.agentPath,
    ...sourceVariables(node.plan, source),
    ISTIO_META_DNS_CAPTURE: "false",
    ...own,
  };
}

function sourceVariables(pod: PodPlan, source: MeshSource): Readonly<Record<string, string>> {
  if (source.kind === "files") {
    return {
      XDS_ADDRESS: "",
      CA_ADDRESS: "",
      FAKE_CA: "true",
      FAKE_CA_CERT: source.root.certPath,
      FAKE_CA_KEY: source.root.keyPath,
      LOCAL_XDS_PATH: source.meshPath,
    };
  }
  return {
    POD_NAME: workloadName(pod),
    POD_NAMESPACE: pod.namespace,
    INSTANCE_IP: pod.address.ip,
    XDS_ADDRESS: source.address,
    CA_ADDRESS: source.address,
    XDS_ROOT_CA: source.rootsPath,
    CA_ROOT_CA: source.rootsPath,
    ALT_XDS_HOSTNAME: source.hostname,
    ALT_CA_HOSTNAME: source.hostname,
    AUTH_TOKEN: source.tokenPath,
  };
}
