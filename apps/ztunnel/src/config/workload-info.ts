import type { ProxyWorkload } from "./ztunnel-config.ts";

/** PROXY_WORKLOAD_INFO: `namespace/name/serviceaccount`; undefined when it is not these three. */
export function findProxyWorkload(text: string): ProxyWorkload | undefined {
  const [namespace = "", name = "", serviceAccount = "", ...rest] = text.split("/");
  if (rest.length > 0 || namespace === "" || name === "" || serviceAccount === "") return undefined;
  return { name, namespace, serviceAccount };
}
