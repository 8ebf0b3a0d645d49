/** Who this proxy says it is on an xDS stream. */
import { formatXdsNodeId, type XdsJson, type XdsMetadata, type XdsNode } from "@ambit/xds";
import type { ZtunnelConfig } from "../config/ztunnel-config.ts";

type NodeConfig = Pick<
  ZtunnelConfig,
  "instanceIp" | "podName" | "podNamespace" | "localNode" | "proxyMetadata" | "jsonMetadata"
>;

/** Id and metadata as ztunnel's: metadata of the configuration wins over what is known of the pod. */
export function xdsNodeOf(config: NodeConfig): XdsNode {
  const { instanceIp: ip, podName: name = "", podNamespace: namespace = "" } = config;
  // Not the cluster's domain: control planes know this part in this form only.
  const domain = `${namespace}.svc.cluster.local`;
  return {
    id: formatXdsNodeId({ type: "ztunnel", ip, name, namespace, domain }),
    metadata: metadataOf(config),
  };
}

function metadataOf(config: NodeConfig): XdsMetadata {
  const metadata: Record<string, XdsJson> = {
    NAME: config.podName ?? "",
    NAMESPACE: config.podNamespace ?? "",
    INSTANCE_IPS: config.instanceIp,
    NODE_NAME: config.localNode ?? "",
  };
  for (const [name, value] of config.proxyMetadata) metadata[name] = value;
  for (const [name, text] of config.jsonMetadata) metadata[name] = parseJson(text);
  return metadata;
}

/** The configuration has checked that it is JSON. */
function parseJson(text: string): XdsJson {
  return JSON.parse(text) as XdsJson;
}
