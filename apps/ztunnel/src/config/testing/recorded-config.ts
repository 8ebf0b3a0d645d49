import { readFileSync } from "node:fs";
import { ENVIRONMENT, OPEN_ENDED } from "../environment.ts";
import { readPrefixedVariables } from "../prefixed-variables.ts";
import { EMPTY_PROXY_CONFIG } from "../proxy-config.ts";
import { parseResolvConf } from "../resolv-conf.ts";
import { resolveConfig } from "../resolve.ts";
import type { ZtunnelConfig } from "../ztunnel-config.ts";
import { configInput, dedicatedConfig, fakeHost } from "./demo-config.ts";

/** Of the node's proxy. */
const RESOLV_CONF =
  "search istio-system.svc.cluster.local svc.cluster.local cluster.local\nnameserver 10.202.0.10\noptions ndots:5\n";

/** A file of apps/ztunnel/test/golden. */
export function readGolden(name: string): string {
  return readFileSync(new URL(`../../../test/golden/${name}`, import.meta.url), "utf8");
}

/** The configuration of the recorded client proxy (dedicated mode, local file). */
export function recordedClientConfig(): ZtunnelConfig {
  const files = { "/etc/resolv.conf": "nameserver 10.255.255.53\n" };
  return dedicatedConfig({ ENABLE_ORIG_SRC: "false", PACKET_MARK: "1337" }, fakeHost(files));
}

/** The configuration of the recorded node proxy (shared mode, as Istio's chart runs it). */
export function recordedNodeConfig(podName: string): ZtunnelConfig {
  const { environment, args, host } = configInput(
    {
      NODE_NAME: "n1",
      POD_NAME: podName,
      POD_NAMESPACE: "istio-system",
      SERVICE_ACCOUNT: "ztunnel",
      KUBERNETES_SERVICE_HOST: "10.202.0.1",
      XDS_ADDRESS: "istiod.istio-system.svc:15012",
      CA_ADDRESS: "istiod.istio-system.svc:15012",
      TERMINATION_GRACE_PERIOD_SECONDS: "30",
      ISTIO_META_CLUSTER_ID: "Kubernetes",
      ISTIO_META_ENABLE_HBONE: "true",
    },
    fakeHost({ "./var/run/secrets/istio/root-cert.pem": "" }),
    ["proxy", "ztunnel"],
  );
  const { config } = resolveConfig({
    environment: ENVIRONMENT.parse(environment),
    prefixed: readPrefixedVariables(OPEN_ENDED.parse(environment)).variables,
    proxyConfig: EMPTY_PROXY_CONFIG,
    args,
    machineCpus: host.cpuCount,
    files: host,
    resolver: parseResolvConf(RESOLV_CONF),
  });
  return config;
}
