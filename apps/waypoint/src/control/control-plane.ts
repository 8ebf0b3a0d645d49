/** The control plane as a waypoint uses it: its own certificate, the mesh, and what it is to do with requests. */
import type { CaClient } from "@ambit/identity";
import type { Clock } from "@ambit/lifecycle";
import type { MeshState } from "@ambit/mesh-state";
import { WAYPOINT_SERVICE_TYPE, WAYPOINT_SETTINGS_TYPE } from "@ambit/model/http/proto";
import type { Logging } from "@ambit/program";
import { type DataPlane, ProxyError } from "@ambit/proxy";
import { remoteCaClient, XdsSource } from "@ambit/proxy/control-plane";
import { caEndpointOf, xdsEndpointOf } from "@ambit/proxy/control-plane-access";
import { formatXdsNodeId, type XdsNode } from "@ambit/xds";
import type { WaypointConfig } from "../config.ts";
import type { ConfigureMessage, WaypointWorkerMessage } from "../messages.ts";
import type { ConfigurationUpdates } from "./configuration-updates.ts";
import type { WaypointMetrics } from "./metrics.ts";

const GATEWAY_NAME_LABEL = "gateway.networking.k8s.io/gateway-name";

/** It asks as itself, and names nobody. */
export function makeCa(config: WaypointConfig, clock: Clock): CaClient & Disposable {
  const endpoint = caEndpointOf(config);
  if (endpoint === undefined) throw new ProxyError("unsupported", "there is no certificate authority");
  return remoteCaClient({ endpoint, clock, ttlMs: config.secretTtlMs, impersonates: false });
}

export interface XdsParts {
  readonly config: WaypointConfig;
  readonly deps: { readonly clock: Clock; readonly logging: Logging };
  readonly metrics: WaypointMetrics;
  readonly state: MeshState;
  readonly updates: ConfigurationUpdates;
  readonly dataPlane: DataPlane<ConfigureMessage, WaypointWorkerMessage>;
}

export function makeXds({ config, deps, metrics, state, updates, dataPlane }: XdsParts): XdsSource {
  const endpoint = xdsEndpointOf(config);
  if (endpoint === undefined) throw new ProxyError("unsupported", "there is no control plane");
  return new XdsSource({
    endpoint,
    node: nodeOf(config),
    onDemand: false,
    clock: deps.clock,
    logger: deps.logging.logger,
    metrics: metrics.xds,
    health: metrics.xdsHealth,
    hasWorkload: (uid) => state.has("workload", uid),
    apply: (batch) => dataPlane.apply(batch),
    more: [WAYPOINT_SERVICE_TYPE, WAYPOINT_SETTINGS_TYPE].map((typeUrl) => ({
      typeUrl,
      apply: (update) => updates.apply(update),
    })),
    findUnwanted: () => [],
  });
}

/** Which Gateway's it is says the label that its pod has. */
function nodeOf({ workload, instanceIp: ip, gatewayName, localNode }: WaypointConfig): XdsNode {
  const { name, namespace, serviceAccount } = workload;
  const domain = `${namespace}.svc.cluster.local`;
  return {
    id: formatXdsNodeId({ type: "waypoint", ip, name, namespace, domain }),
    metadata: {
      NAME: name,
      NAMESPACE: namespace,
      SERVICE_ACCOUNT: serviceAccount,
      INSTANCE_IPS: ip,
      NODE_NAME: localNode ?? "",
      LABELS: { [GATEWAY_NAME_LABEL]: gatewayName },
    },
  };
}
