/** What a pod can be told about itself (fieldRef, resourceFieldRef). */
import type { ContainerSpec, Pod } from "../pod/pod.ts";
import { divideQuantity, findQuantity } from "./quantity.ts";

/** Where a pod runs, as far as it is known when a container starts. */
export interface PodPlace {
  readonly nodeName: string;
  readonly hostIps: readonly string[];
  /** The node's own for a pod in the node's network. */
  readonly podIps: readonly string[];
  readonly cpus: number;
  readonly memoryBytes: number;
}

const KEYED = /^metadata\.(labels|annotations)\['([^']+)'\]$/;

/** Undefined for a path that fieldRef does not have. */
export function findPodField(pod: Pod, place: PodPlace, path: string): string | undefined {
  const keyed = KEYED.exec(path);
  if (keyed !== null) return (keyed[1] === "labels" ? pod.labels : pod.annotations)[keyed[2] ?? ""] ?? "";
  switch (path) {
    case "metadata.name":
      return pod.name;
    case "metadata.namespace":
      return pod.namespace;
    case "metadata.uid":
      return pod.uid;
    case "metadata.labels":
      return formatMap(pod.labels);
    case "metadata.annotations":
      return formatMap(pod.annotations);
    case "spec.nodeName":
      return place.nodeName;
    case "spec.serviceAccountName":
      return pod.serviceAccountName;
    case "status.hostIP":
      return place.hostIps[0] ?? "";
    case "status.hostIPs":
      return place.hostIps.join(",");
    case "status.podIP":
      return place.podIps[0] ?? "";
    case "status.podIPs":
      return place.podIps.join(",");
    default:
      return undefined;
  }
}

/** `limits.cpu` and the like; a container without a limit may use all of the node. Undefined for other resources. */
export function findContainerResource(
  container: Pick<ContainerSpec, "limits" | "requests">,
  place: PodPlace,
  { resource, divisor }: { readonly resource: string; readonly divisor: string },
): string | undefined {
  const [list, name = ""] = resource.split(".");
  if (list !== "limits" && list !== "requests") return undefined;
  const own = findQuantity(container[list][name] ?? "");
  const whole = name === "cpu" ? place.cpus : name === "memory" ? place.memoryBytes : 0;
  return divideQuantity(own ?? (list === "limits" ? whole : 0), divisor);
}

/** As the downward API writes labels and annotations into a file. */
function formatMap(values: Readonly<Record<string, string>>): string {
  return Object.entries(values)
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, value]) => `${key}=${JSON.stringify(value)}`)
    .join("\n");
}
