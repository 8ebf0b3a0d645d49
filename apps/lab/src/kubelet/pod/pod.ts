/** A pod as the kubelet needs it. What Kubernetes has defaults for has them here. */
import type { JsonObject } from "@ambit/kube-objects/json";

export type RestartPolicy = "Always" | "OnFailure" | "Never";

export interface Pod {
  readonly name: string;
  readonly namespace: string;
  readonly uid: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
  /** Present once it is being deleted: the seconds it still has. */
  readonly deletionGraceSeconds: number | undefined;
  readonly hostNetwork: boolean;
  readonly dnsPolicy: string;
  readonly dnsConfig: DnsConfig;
  readonly hostname: string;
  readonly subdomain: string | undefined;
  readonly hostAliases: readonly { readonly ip: string; readonly hostnames: readonly string[] }[];
  readonly restartPolicy: RestartPolicy;
  readonly terminationGraceSeconds: number;
  readonly serviceAccountName: string;
  readonly automountToken: boolean | undefined;
  /** Conditions of others that have to hold before the pod is ready. */
  readonly readinessGates: readonly string[];
  readonly user: UserSpec;
  /** Of the system's own: others may need it before they can start. */
  readonly isCritical: boolean;
  readonly initContainers: readonly ContainerSpec[];
  readonly containers: readonly ContainerSpec[];
  readonly volumes: readonly VolumeSpec[];
  /** As the API has it. */
  readonly status: JsonObject;
}

export interface DnsConfig {
  readonly nameservers: readonly string[];
  readonly searches: readonly string[];
  readonly options: readonly string[];
}

/** Root's where undefined. */
export interface UserSpec {
  readonly uid: number | undefined;
  readonly gid: number | undefined;
}

export interface ContainerSpec {
  readonly name: string;
  readonly image: string;
  readonly command: readonly string[];
  readonly args: readonly string[];
  readonly workingDirectory: string | undefined;
  readonly env: readonly EnvVar[];
  readonly envFrom: readonly EnvSource[];
  readonly ports: readonly { readonly name: string; readonly port: number }[];
  readonly mounts: readonly VolumeMount[];
  readonly limits: Readonly<Record<string, string>>;
  readonly requests: Readonly<Record<string, string>>;
  readonly liveness: ProbeSpec | undefined;
  readonly readiness: ProbeSpec | undefined;
  readonly startup: ProbeSpec | undefined;
  readonly user: UserSpec;
  /** An init container that goes on beside the others. */
  readonly isSidecar: boolean;
}

export type EnvVar = { readonly name: string } & EnvValue;

export type EnvValue =
  | { readonly kind: "text"; readonly value: string }
  | { readonly kind: "field"; readonly path: string }
  | { readonly kind: "resource"; readonly resource: string; readonly divisor: string }
  | KeyValue;

/** A key of a ConfigMap or a Secret. */
export interface KeyValue {
  readonly kind: "config-map" | "secret";
  readonly source: string;
  readonly key: string;
  readonly isOptional: boolean;
}

/** All keys of a ConfigMap or a Secret. */
export interface EnvSource {
  readonly kind: "config-map" | "secret";
  readonly source: string;
  readonly prefix: string;
  readonly isOptional: boolean;
}

export interface VolumeMount {
  readonly volume: string;
  readonly path: string;
  readonly isReadOnly: boolean;
  /** May hold `$(NAME)`. */
  readonly subPath: string | undefined;
}

export type VolumeSpec = { readonly name: string } & VolumeSource;

export type VolumeSource =
  | { readonly kind: "empty" }
  | { readonly kind: "host-path"; readonly path: string; readonly type: string }
  | { readonly kind: "projected"; readonly mode: number; readonly sources: readonly ProjectedSource[] }
  | { readonly kind: "unsupported"; readonly type: string };

/** ConfigMap, Secret and downward API volumes are projected volumes of one source. */
export type ProjectedSource =
  | {
      readonly kind: "config-map" | "secret";
      readonly source: string;
      readonly isOptional: boolean;
      /** All keys when undefined. */
      readonly items: readonly KeyPath[] | undefined;
    }
  | {
      readonly kind: "token";
      readonly path: string;
      readonly audience: string | undefined;
      readonly expirationSeconds: number;
    }
  | { readonly kind: "downward"; readonly items: readonly DownwardItem[] };

export interface KeyPath {
  readonly key: string;
  readonly path: string;
  readonly mode: number | undefined;
}

export type DownwardItem = { readonly path: string; readonly mode: number | undefined } & (
  | { readonly kind: "field"; readonly field: string }
  | {
      readonly kind: "resource";
      readonly container: string;
      readonly resource: string;
      readonly divisor: string;
    }
);

export interface ProbeSpec {
  readonly check: ProbeCheck;
  readonly initialDelayMs: number;
  readonly periodMs: number;
  readonly timeoutMs: number;
  readonly successThreshold: number;
  readonly failureThreshold: number;
}

export type ProbeCheck =
  | {
      readonly kind: "http";
      readonly scheme: "http" | "https";
      /** The pod's address when undefined. */
      readonly host: string | undefined;
      /** A number, or the name of a port. */
      readonly port: number | string;
      readonly path: string;
      readonly headers: readonly (readonly [name: string, value: string])[];
    }
  | { readonly kind: "tcp"; readonly host: string | undefined; readonly port: number | string }
  | { readonly kind: "exec"; readonly command: readonly string[] }
  | { readonly kind: "unsupported"; readonly type: string };

/** `default/web`, for messages. */
export function podKey({ namespace, name }: Pick<Pod, "namespace" | "name">): string {
  return `${namespace}/${name}`;
}
