/** An index that a test fills with objects as JSON, and asks by short names. */
import { isObjectKind, type ObjectKind } from "@ambit/mesh-objects";
import { type JsonValue, messageJson } from "../ambient-dump.ts";
import { type AmbientChanges, AmbientIndex, decodeChange, type ObjectChange } from "../ambient-index.ts";
import { AMBIENT_DEFAULTS, type AmbientOptions } from "../ambient-options.ts";

export type Json = Readonly<Record<string, unknown>>;

export class AmbientMesh {
  readonly index: AmbientIndex;

  constructor(options: Partial<AmbientOptions> = {}) {
    this.index = new AmbientIndex({ ...AMBIENT_DEFAULTS, ...options });
  }

  /** Applies objects in one batch. Fails the test if a computation fails. */
  apply(...objects: readonly Json[]): AmbientChanges {
    return this.#apply(objects.map((object) => decodeChange(kindOf(object), object)));
  }

  remove<Kind extends ObjectKind>(kind: Kind, key: string): AmbientChanges {
    const change = { kind, key, decoded: undefined };
    // The compiler cannot see that no object belongs to any kind.
    return this.#apply([change as ObjectChange]);
  }

  /** Names of addresses, sorted. */
  get names(): readonly string[] {
    return Array.from(this.index.addresses(), ({ name }) => name).sort();
  }

  /** The message of an address in JSON, by its resource name. */
  json(name: string): JsonValue | undefined {
    const address = this.index.findAddress(name);
    return address && messageJson(address.kind === "workload" ? address.workload : address.service);
  }

  /** Computations of each collection since the last call, without those that did none. */
  recomputations(): Readonly<Record<string, number>> {
    const counted = this.index.counters().map(({ name, recomputations }): [string, number] => {
      const before = this.#counted.get(name) ?? 0;
      this.#counted.set(name, recomputations);
      return [name, recomputations - before];
    });
    return Object.fromEntries(counted.filter(([, count]) => count > 0));
  }

  readonly #counted = new Map<string, number>();

  #apply(changes: readonly ObjectChange[]): AmbientChanges {
    const result = this.index.apply(changes);
    const [failure] = result.failures;
    if (failure !== undefined) {
      throw new Error(`${failure.collection} of ${failure.key}`, { cause: failure.error });
    }
    return result;
  }
}

function kindOf({ kind }: Json): ObjectKind {
  const word = String(kind);
  if (!isObjectKind(word)) {
    throw new Error(`no kind ${word}`);
  }
  return word;
}

type Parts = { readonly name: string; readonly namespace?: string } & Json;

function anObject(
  kind: string,
  { name, namespace = "shop", labels, annotations, created, ...rest }: Parts,
): Json {
  return {
    kind,
    metadata: { name, namespace, labels, annotations, creationTimestamp: created, uid: `uid-${name}` },
    ...rest,
  };
}

export const aNamespace = ({ name, labels, annotations }: Parts): Json => ({
  kind: "Namespace",
  metadata: { name, labels, annotations },
});

export const aNode = ({ name, labels }: Parts): Json => ({ kind: "Node", metadata: { name, labels } });

/** A running, ready pod on node n1 with one address. */
export const aPod = ({
  ip = "10.0.0.1",
  spec,
  status,
  ...parts
}: Parts & { readonly spec?: object; readonly status?: object }): Json =>
  anObject("Pod", {
    ...parts,
    spec: { nodeName: "n1", serviceAccountName: "default", ...spec },
    status: {
      phase: "Running",
      podIPs: [{ ip }],
      conditions: [{ type: "Ready", status: "True" }],
      ...status,
    },
  });

/** One port 80 leading to 8080. */
export const aService = ({ ip = "10.96.0.1", spec, ...parts }: Parts & { readonly spec?: object }): Json =>
  anObject("Service", {
    ...parts,
    spec: {
      clusterIPs: [ip],
      ipFamilies: ["IPv4"],
      ports: [{ name: "http", port: 80, targetPort: 8080 }],
      ...spec,
    },
  });

/** One host, one port 80. */
export const aServiceEntry = ({ spec, ...parts }: Parts & { readonly spec?: object }): Json =>
  anObject("ServiceEntry", {
    ...parts,
    spec: {
      hosts: ["a.example.com"],
      ports: [{ number: 80, name: "http", protocol: "HTTP" }],
      resolution: "STATIC",
      ...spec,
    },
  });

export const aWorkloadEntry = ({ spec, ...parts }: Parts & { readonly spec?: object }): Json =>
  anObject("WorkloadEntry", { ...parts, spec: { address: "203.0.113.1", ...spec } });

/** A slice of the Service cart, with the port http leading to 9090. */
export const aSlice = ({ endpoints, ...parts }: Parts & { readonly endpoints: readonly object[] }): Json =>
  anObject("EndpointSlice", {
    addressType: "IPv4",
    ports: [{ name: "http", port: 9090, protocol: "TCP" }],
    labels: { "kubernetes.io/service-name": "cart" },
    ...parts,
    endpoints,
  });

export const aPolicy = ({ spec, ...parts }: Parts & { readonly spec?: object }): Json =>
  anObject("AuthorizationPolicy", { ...parts, spec: { rules: [{}], ...spec } });

export const aMeshConfig = (config: Json): Json => ({ kind: "MeshConfig", ...config });
