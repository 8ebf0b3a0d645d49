/** Which pods have a sidecar that their traffic is to be led through, and what it says of itself. Pure. */
import type { SidecarFacts } from "@ambit/netfilter";
import { SIDECAR_ANNOTATION } from "./selectors.ts";

const PROXY_CONTAINER = "istio-proxy";
/** It programs its pod itself. */
const INIT_CONTAINER = "istio-init";
const INJECT = "sidecar.istio.io/inject";

/** What the rules depend on; the rest of a pod is not kept. */
const ANNOTATIONS =
  /^(?:traffic\.sidecar\.istio\.io\/|sidecar\.istio\.io\/interceptionMode$|istio\.io\/reroute-virtual-interfaces$)/;
const VARIABLES: ReadonlySet<string> = new Set([
  "DISABLE_ENVOY",
  "INVALID_DROP",
  "ISTIO_DUAL_STACK",
  "ISTIO_META_DNS_CAPTURE",
]);

type JsonRecord = Readonly<Record<string, unknown>>;

/** Of a Pod as the API server has it; undefined where nothing is to be done, as Istio's plugin decides it. */
export function findSidecar(pod: JsonRecord): SidecarFacts | undefined {
  const metadata = recordOf(pod["metadata"]);
  const annotations = textsOf(metadata["annotations"]);
  if (!Object.hasOwn(annotations, SIDECAR_ANNOTATION)) return undefined;
  // The label is the newer way to say it.
  const inject = textsOf(metadata["labels"])[INJECT] ?? annotations[INJECT] ?? "";
  if (/^(?:0|f|F|FALSE|false|False)$/.test(inject)) return undefined;
  const spec = recordOf(pod["spec"]);
  const containers = [...recordsOf(spec["initContainers"]), ...recordsOf(spec["containers"])];
  if (containers.some(({ name }) => name === INIT_CONTAINER)) return undefined;
  const proxy = containers.find(({ name }) => name === PROXY_CONTAINER);
  return proxy === undefined ? undefined : factsOf(proxy, annotations);
}

function factsOf(proxy: JsonRecord, annotations: Readonly<Record<string, string>>): SidecarFacts | undefined {
  // `proxy sidecar`, `proxy router`, `proxy waypoint`
  const type = Array.isArray(proxy["args"]) ? proxy["args"][1] : undefined;
  if (typeof type === "string" && type !== "" && type !== "sidecar") return undefined;
  const variables = recordsOf(proxy["env"]).flatMap(({ name, value }) =>
    typeof name === "string" && typeof value === "string" && VARIABLES.has(name)
      ? [[name, value] as const]
      : [],
  );
  const environment = Object.fromEntries(variables);
  if (/^(?:1|t|T|TRUE|true|True)$/.test(environment["DISABLE_ENVOY"] ?? "")) return undefined;
  const security = recordOf(proxy["securityContext"]);
  return {
    annotations: Object.fromEntries(Object.entries(annotations).filter(([name]) => ANNOTATIONS.test(name))),
    environment,
    proxyUid: idOf(security["runAsUser"]),
    proxyGid: idOf(security["runAsGroup"]),
  };
}

function idOf(value: unknown): number | undefined {
  return typeof value === "number" && Number.isSafeInteger(value) && value >= 0 ? value : undefined;
}

function recordOf(value: unknown): JsonRecord {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? { ...value } : {};
}

function recordsOf(value: unknown): readonly JsonRecord[] {
  return Array.isArray(value) ? value.map(recordOf) : [];
}

function textsOf(value: unknown): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(recordOf(value)).filter(
      (entry): entry is [string, string] => typeof entry[1] === "string",
    ),
  );
}
