/**
 * The process of ztunnel with fake workers on free ports: `node fake-worker-host.ts <misbehaviour> [throw|exit]`. Prints
 * the log; with `throw` or `exit` the main thread fails, or exits with code 3, soon after it serves.
 */
import { parseSocketAddress } from "@ambit/addr";
import { processHost } from "@ambit/program";
import { loadConfig } from "../src/config.ts";
import { runProxy } from "../src/run.ts";

const [misbehaviour = "none", mode] = process.argv.slice(2);
const LOCAL_XDS = `
workloads:
- {uid: a//Pod/shop/client-1, name: client-1, namespace: shop, serviceAccount: client, trustDomain: cluster.local,
   workloadIps: ["127.0.0.9"], protocol: HBONE, services: {}}
`;
const config = loadConfig({
  environment: new Map([
    ["FAKE_CA", "true"],
    ["XDS_ADDRESS", ""],
    ["LOCAL_XDS", LOCAL_XDS],
    ["PROXY_MODE", "dedicated"],
    ["PROXY_WORKLOAD_INFO", "shop/client-1/client"],
    ["NETWORK", misbehaviour],
    ["CONNECTION_TERMINATION_DEADLINE", "1s"],
    ["ZTUNNEL_WORKER_THREADS", "2"],
    ["ISTIO_META_DNS_CAPTURE", "false"],
  ]),
  args: [],
  host: { readFile: () => undefined, exists: () => false, cpuCount: 1 },
});
const free = parseSocketAddress("127.0.0.1:0");
const freeHttp = { kind: "socket", address: free } as const;
const onFreePorts = {
  ...config,
  inboundAddress: free,
  inboundPlaintextAddress: free,
  outboundAddress: { ...free, port: Number(process.env["OUTBOUND_PORT"] ?? 0) },
  adminAddress: freeHttp,
  statsAddress: freeHttp,
  readinessAddress: freeHttp,
};

await runProxy(onFreePorts, {
  ...processHost(),
  workerUrl: new URL("./fake-worker.ts", import.meta.url),
});
if (mode !== undefined) {
  setTimeout(() => {
    if (mode === "exit") process.exit(3);
    throw new Error("the main thread has failed");
  }, 300);
}
