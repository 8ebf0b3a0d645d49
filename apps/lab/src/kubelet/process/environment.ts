/** The environment of a container: services, envFrom, env, in this order, each before what may refer to it. */
import { KubeletError } from "../kubelet-error.ts";
import type { ContainerSpec, EnvVar, Pod } from "../pod/pod.ts";
import { expandReferences } from "./expand.ts";
import { findContainerResource, findPodField, type PodPlace } from "./pod-fields.ts";

/** What is in a ConfigMap or a Secret, as text. Undefined when there is none of that name. */
export type FindKeys = (
  kind: "config-map" | "secret",
  namespace: string,
  name: string,
) => ReadonlyMap<string, Uint8Array> | undefined;

/** What environment, volumes and process are made from. */
export interface PodContext {
  readonly pod: Pod;
  readonly place: PodPlace;
  readonly findKeys: FindKeys;
  readonly apiServer: { readonly host: string; readonly port: number };
  /** PATH, HOME and the like, which a container may override. */
  readonly base: Readonly<Record<string, string>>;
}

/** Throws KubeletError "not-there" naming the ConfigMap, Secret or key that is missing, "cannot-run" for a field. */
export function resolveEnvironment(context: PodContext, container: ContainerSpec): Record<string, string> {
  const { host, port } = context.apiServer;
  const own: Record<string, string> = {
    ...context.base,
    HOSTNAME: context.pod.hostNetwork ? context.place.nodeName : context.pod.hostname,
    KUBERNETES_SERVICE_HOST: host,
    KUBERNETES_SERVICE_PORT: String(port),
    KUBERNETES_SERVICE_PORT_HTTPS: String(port),
  };
  for (const { kind, source, prefix, isOptional } of container.envFrom) {
    const keys = context.findKeys(kind, context.pod.namespace, source);
    if (keys === undefined && !isOptional) throw missing(kind, source);
    for (const [key, value] of keys ?? []) own[`${prefix}${key}`] = textOf(value);
  }
  for (const variable of container.env) {
    const value = resolveValue(context, container, { variable, known: own });
    if (value !== undefined) own[variable.name] = value;
  }
  return own;
}

interface Wanted {
  readonly variable: EnvVar;
  readonly known: Readonly<Record<string, string>>;
}

/** Undefined for what is optional and not there. */
function resolveValue(
  context: PodContext,
  container: ContainerSpec,
  { variable, known }: Wanted,
): string | undefined {
  const { pod, place } = context;
  switch (variable.kind) {
    case "text":
      return expandReferences(variable.value, (name) => known[name]);
    case "field": {
      const value = findPodField(pod, place, variable.path);
      if (value === undefined) throw unknownField(variable.name, variable.path);
      return value;
    }
    case "resource": {
      const value = findContainerResource(container, place, variable);
      if (value === undefined) throw unknownField(variable.name, variable.resource);
      return value;
    }
    case "config-map":
    case "secret": {
      const keys = context.findKeys(variable.kind, pod.namespace, variable.source);
      const value = keys?.get(variable.key);
      if (value !== undefined) return textOf(value);
      if (variable.isOptional) return undefined;
      throw missing(variable.kind, variable.source, keys === undefined ? undefined : variable.key);
    }
  }
}

/** The error for what is not there (yet). */
export function missing(kind: "config-map" | "secret", name: string, key?: string): KubeletError {
  const what = kind === "secret" ? "secret" : "configmap";
  return new KubeletError(
    "not-there",
    key === undefined ? `${what} "${name}" not found` : `couldn't find key ${key} in ${what} "${name}"`,
  );
}

function unknownField(variable: string, path: string): KubeletError {
  return new KubeletError("cannot-run", `variable ${variable}: there is no field ${path}`);
}

function textOf(value: Uint8Array): string {
  return new TextDecoder().decode(value);
}
