import { type ConfigHost, type ConfigInput, loadConfig } from "../../config.ts";
import type { ZtunnelConfig } from "../ztunnel-config.ts";

type Variables = Readonly<Record<string, string | undefined>>;

/** A dedicated proxy with the built-in CA and a local file: everything this build can run. */
const DEDICATED: Variables = {
  FAKE_CA: "true",
  XDS_ADDRESS: "",
  LOCAL_XDS_PATH: "/input.yaml",
  PROXY_MODE: "dedicated",
  PROXY_WORKLOAD_INFO: "shop/client-1/client",
  NODE_NAME: "n1",
  IPV6_ENABLED: "false",
  ISTIO_META_DNS_CAPTURE: "false",
};

/** A machine of so many CPUs with these files and no others. */
export function fakeHost(files: Readonly<Record<string, string>> = {}, cpuCount = 2): ConfigHost {
  return { cpuCount, exists: (path) => Object.hasOwn(files, path), readFile: (path) => files[path] };
}

/** Input of exactly these variables. */
export function configInput(
  variables: Variables,
  host = fakeHost(),
  args: readonly string[] = [],
): ConfigInput {
  const environment = new Map<string, string>();
  for (const [name, value] of Object.entries(variables)) {
    if (value !== undefined) environment.set(name, value);
  }
  return { environment, args, host };
}

/** Input of a dedicated proxy; `undefined` takes one of its variables away. */
export function dedicatedInput(
  variables: Variables = {},
  host = fakeHost(),
  args: readonly string[] = [],
): ConfigInput {
  return configInput({ ...DEDICATED, ...variables }, host, args);
}

/** The resolved configuration of a dedicated proxy. */
export function dedicatedConfig(variables: Variables = {}, host = fakeHost()): ZtunnelConfig {
  return loadConfig(dedicatedInput(variables, host));
}
