/** Istio's networking API. What only sidecars and gateways read is open below its first level. */
import { anything, exportTo, labelsSelector, targetRefs } from "./common.ts";
import { integer, list, mapOf, object, oneOf, openObject, rules, type Schema, text } from "./schema.ts";

const MAX_PORT = 65_535;
const port = (): Schema => integer(1, MAX_PORT);
const anyList: Schema = list(anything);

const endpointFields: Readonly<Record<string, Schema>> = {
  address: text({
    maxLength: 256,
    ...rules(
      {
        rule: "self.startsWith('unix://') ? (self.substring(7, 8) == '/' || self.substring(7, 8) == '@') : true",
        message: "UDS must be an absolute path or abstract socket",
      },
      { rule: "self.startsWith('unix://') ? !self.endsWith('/') : true", message: "UDS may not be a dir" },
    ),
  }),
  ports: mapOf(port(), {
    maxProperties: 128,
    ...rules({
      rule: "self.all(key, size(key) < 63 && key.matches('^[a-zA-Z0-9](?:[-a-zA-Z0-9]*[a-zA-Z0-9])?$'))",
      message: "port name must be valid",
    }),
  }),
  labels: mapOf(text(), { maxProperties: 256 }),
  network: text({ maxLength: 2048 }),
  locality: text({ maxLength: 2048 }),
  weight: integer(0, 4_294_967_295, { format: "int64" }),
  serviceAccount: text({ maxLength: 253 }),
};

const endpointRules = rules(
  { rule: "has(self.address) || has(self.network)", message: "Address is required" },
  {
    rule: "(has(self.address) ? self.address : '').startsWith('unix://') ? !has(self.ports) : true",
    message: "UDS may not include ports",
  },
);

const endpoint: Schema = object(endpointFields, endpointRules);

/** A workload outside of Kubernetes. */
export const workloadEntry: Schema = endpoint;

/** Services outside of Kubernetes, or beside it. */
export const serviceEntry: Schema = object(
  {
    hosts: list(
      text({ maxLength: 253, ...rules({ rule: "self != '*'", message: "hostname cannot be wildcard" }) }),
      {
        minItems: 1,
        maxItems: 256,
      },
    ),
    addresses: list(text({ maxLength: 64 }), { maxItems: 256 }),
    ports: list(
      object(
        {
          number: port(),
          name: text({ minLength: 1, maxLength: 256 }),
          protocol: text({ maxLength: 256 }),
          targetPort: integer(0, MAX_PORT),
        },
        { required: ["number", "name"] },
      ),
      {
        maxItems: 256,
        "x-kubernetes-list-type": "map",
        "x-kubernetes-list-map-keys": ["name"],
        ...rules({
          rule: "self.all(l1, self.exists_one(l2, l1.number == l2.number))",
          message: "port number cannot be duplicated",
        }),
      },
    ),
    location: oneOf("MESH_EXTERNAL", "MESH_INTERNAL"),
    resolution: oneOf("NONE", "STATIC", "DNS", "DNS_ROUND_ROBIN", "DYNAMIC_DNS"),
    endpoints: list(endpoint, { maxItems: 4096 }),
    workloadSelector: labelsSelector,
    exportTo,
    subjectAltNames: list(text()),
  },
  {
    required: ["hosts"],
    ...rules(
      {
        rule: "(has(self.workloadSelector) ? 1 : 0) + (has(self.endpoints) ? 1 : 0) <= 1",
        message: "only one of WorkloadSelector or Endpoints can be set",
      },
      {
        rule: "(has(self.addresses) && self.addresses.exists(address, address.contains('/'))) ? (!has(self.resolution) || self.resolution == 'NONE' || self.resolution == 'STATIC') : true",
        message: "CIDR addresses are allowed only for NONE/STATIC resolution types",
      },
      {
        rule: "(has(self.endpoints) && self.endpoints.size() > 0) ? (has(self.resolution) && self.resolution != 'NONE') : true",
        message: "NONE mode cannot set endpoints",
      },
      {
        rule: "(has(self.resolution) && self.resolution == 'DNS_ROUND_ROBIN' && has(self.endpoints)) ? self.endpoints.size() <= 1 : true",
        message: "DNS_ROUND_ROBIN mode cannot have multiple endpoints",
      },
    ),
  },
);

/** How clients talk to a service. */
export const destinationRule: Schema = object(
  {
    host: text({ minLength: 1 }),
    trafficPolicy: anything,
    subsets: list(
      object(
        { name: text({ minLength: 1 }), labels: mapOf(text()), trafficPolicy: anything },
        { required: ["name"] },
      ),
    ),
    exportTo,
    workloadSelector: object({ matchLabels: mapOf(text({ maxLength: 63 }), { maxProperties: 4096 }) }),
  },
  { required: ["host"] },
);

/** Where requests go. */
export const virtualService: Schema = object({
  hosts: list(text()),
  gateways: list(text()),
  http: anyList,
  tls: anyList,
  tcp: anyList,
  exportTo,
});

export const gateway: Schema = object({ servers: anyList, selector: mapOf(text()) });

export const sidecar: Schema = object({
  workloadSelector: labelsSelector,
  ingress: anyList,
  egress: anyList,
  inboundConnectionPool: anything,
  outboundTrafficPolicy: anything,
});

export const envoyFilter: Schema = object({
  workloadSelector: labelsSelector,
  targetRefs,
  configPatches: anyList,
  priority: integer(-2_147_483_648, 2_147_483_647),
});

export const proxyConfig: Schema = object({
  selector: object({ matchLabels: mapOf(text({ maxLength: 63 }), { maxProperties: 4096 }) }),
  concurrency: integer(0, 2_147_483_647),
  environmentVariables: mapOf(text({ maxLength: 2048 })),
  image: object({ imageType: text() }),
});

export const workloadGroup: Schema = object(
  {
    metadata: object({ labels: mapOf(text()), annotations: mapOf(text()) }),
    template: openObject(endpointFields),
    probe: anything,
  },
  { required: ["template"] },
);
