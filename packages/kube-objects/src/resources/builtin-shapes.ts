/**
 * Merge keys of the kinds that Kubernetes itself defines: the `patchMergeKey` and `listMapKey` markers of k8s.io/api,
 * as far as these kinds have lists that are not replaced whole.
 */
import { ATOMIC, keyedBy, objectShape, PLAIN, portsBy, SET, type Shape } from "../patch/shape.ts";

/** Common to all objects. */
export const METADATA_SHAPE: Shape = objectShape({
  finalizers: SET,
  ownerReferences: keyedBy("uid", ATOMIC),
});

const CONDITIONS: Shape = objectShape({ conditions: keyedBy("type") });

const CONTAINER: Shape = objectShape({
  ports: portsBy("containerPort"),
  env: keyedBy("name"),
  volumeMounts: keyedBy("mountPath"),
  volumeDevices: keyedBy("devicePath"),
});

const POD_SPEC: Shape = objectShape({
  containers: keyedBy("name", CONTAINER),
  initContainers: keyedBy("name", CONTAINER),
  ephemeralContainers: keyedBy("name", CONTAINER),
  volumes: keyedBy("name"),
  imagePullSecrets: keyedBy("name"),
  hostAliases: keyedBy("ip"),
  schedulingGates: keyedBy("name"),
  resourceClaims: keyedBy("name"),
  nodeSelector: ATOMIC,
  topologySpreadConstraints: {
    type: "keyed",
    strategicKey: "topologyKey",
    applyKeys: ["topologyKey", "whenUnsatisfiable"],
    keyDefaults: {},
    item: PLAIN,
  },
});

const POD_TEMPLATE: Shape = objectShape({ metadata: METADATA_SHAPE, spec: POD_SPEC });
const WORKLOAD: Shape = withMetadataShape({
  spec: objectShape({ selector: ATOMIC, template: POD_TEMPLATE }),
  status: CONDITIONS,
});

/** By `plural` or `plural.group`; kinds that are not here have the shape of any object. */
export const BUILTIN_SHAPES: Readonly<Record<string, Shape>> = {
  pods: withMetadataShape({
    spec: POD_SPEC,
    status: objectShape({ conditions: keyedBy("type"), podIPs: keyedBy("ip"), hostIPs: ATOMIC }),
  }),
  services: withMetadataShape({
    spec: objectShape({ ports: portsBy("port"), selector: ATOMIC }),
    status: CONDITIONS,
  }),
  nodes: withMetadataShape({
    spec: objectShape({ podCIDRs: SET }),
    status: objectShape({ conditions: keyedBy("type"), addresses: keyedBy("type") }),
  }),
  serviceaccounts: withMetadataShape({ secrets: keyedBy("name"), imagePullSecrets: keyedBy("name") }),
  "replicasets.apps": WORKLOAD,
  "deployments.apps": WORKLOAD,
  "daemonsets.apps": WORKLOAD,
  "statefulsets.apps": WORKLOAD,
  "jobs.batch": WORKLOAD,
  "cronjobs.batch": withMetadataShape({
    spec: objectShape({
      jobTemplate: objectShape({ metadata: METADATA_SHAPE, spec: objectShape({ template: POD_TEMPLATE }) }),
    }),
    status: CONDITIONS,
  }),
  "mutatingwebhookconfigurations.admissionregistration.k8s.io": withMetadataShape({
    webhooks: keyedBy("name"),
  }),
  "validatingwebhookconfigurations.admissionregistration.k8s.io": withMetadataShape({
    webhooks: keyedBy("name"),
  }),
};

/** What every object has, custom ones without a schema included: conditions are told apart by type. */
export const COMMON_SHAPE: Shape = withMetadataShape({ status: CONDITIONS });

function withMetadataShape(fields: Readonly<Record<string, Shape>>): Shape {
  return objectShape({ metadata: METADATA_SHAPE, status: CONDITIONS, ...fields });
}
