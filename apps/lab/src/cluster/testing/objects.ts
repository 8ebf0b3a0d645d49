/** Objects as they are decoded, with defaults. */
import { parseIpAddress } from "@ambit/addr";
import type { Endpoint, EndpointSlice } from "../objects/endpoint-slice.ts";
import type { Node } from "../objects/node.ts";
import type { Meta } from "../objects/object-meta.ts";
import type { Pod } from "../objects/pod.ts";
import type { Service } from "../objects/service.ts";

export const aMeta = (overrides: Partial<Meta> = {}): Meta => ({
  namespace: "default",
  name: "web",
  uid: "uid",
  generation: 1,
  labels: {},
  annotations: {},
  createdMs: 0,
  isTerminating: false,
  controller: undefined,
  ...overrides,
});

export const aService = ({
  meta,
  ...overrides
}: Partial<Omit<Service, "meta">> & { readonly meta?: Partial<Meta> } = {}): Service => ({
  meta: aMeta(meta),
  type: "ClusterIP",
  isHeadless: false,
  clusterIps: [parseIpAddress("10.96.0.5")],
  ipFamilies: [4],
  ipFamilyPolicy: "SingleStack",
  selector: { app: "web" },
  ports: [
    {
      name: "http",
      protocol: "TCP",
      port: 80,
      targetPort: 8080,
      nodePort: undefined,
      appProtocol: undefined,
    },
  ],
  portList: [],
  externalName: undefined,
  externalIps: [],
  publishNotReadyAddresses: false,
  isInternalLocal: false,
  isExternalLocal: false,
  affinitySeconds: undefined,
  ...overrides,
});

export const anEndpoint = (ip: string, overrides: Partial<Endpoint> = {}): Endpoint => ({
  addresses: [parseIpAddress(ip)],
  isReady: true,
  isServing: true,
  isTerminating: false,
  hostname: undefined,
  nodeName: "n1",
  ...overrides,
});

export const aSlice = ({
  meta,
  ...overrides
}: Partial<Omit<EndpointSlice, "meta">> & { readonly meta?: Partial<Meta> } = {}): EndpointSlice => ({
  meta: aMeta({ name: "web-abc", ...meta }),
  serviceName: "web",
  family: 4,
  ports: [{ name: "http", protocol: "TCP", port: 8080 }],
  endpoints: [anEndpoint("10.1.0.1")],
  written: {},
  ...overrides,
});

export const aPod = ({
  meta,
  ...overrides
}: Partial<Omit<Pod, "meta">> & { readonly meta?: Partial<Meta> } = {}): Pod => ({
  meta: aMeta({ name: "web-1", labels: { app: "web" }, ...meta }),
  nodeName: "n1",
  schedulerName: "default-scheduler",
  nodeSelector: {},
  nodeAffinity: undefined,
  hostname: undefined,
  subdomain: undefined,
  ports: [],
  phase: "Running",
  isReady: true,
  readyMs: 0,
  ips: [parseIpAddress("10.1.0.1")],
  restarts: 0,
  finishedMs: undefined,
  scheduledReason: undefined,
  ...overrides,
});

export const aNode = (name: string, labels: Meta["labels"] = {}, isSchedulable = true): Node => ({
  meta: aMeta({ namespace: "", name, labels }),
  isSchedulable,
});
