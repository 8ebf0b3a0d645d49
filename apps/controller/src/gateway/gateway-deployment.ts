/** Whether and as what a waypoint's Gateway is deployed by this controller, as its object says. */
import { type GatewayClass, ObjectReader, readMeta, type TextMap } from "@ambit/mesh-objects";
import {
  GATEWAY_NAME_OVERRIDE,
  GATEWAY_SERVICE_ACCOUNT,
  NETWORK,
  REVISION,
} from "@ambit/mesh-objects/labels";
import { CONTROLLERS, controllerOf } from "../waypoint/gateway-classes.ts";
import { accountNameOf, workloadNameOf } from "./gateway-names.ts";

/** What the objects of a Gateway are made of. */
export interface GatewayDeployment {
  readonly namespace: string;
  /** Of the Gateway. */
  readonly gateway: string;
  readonly uid: string;
  readonly className: string;
  /** Of the Deployment and the Service. */
  readonly name: string;
  readonly account: string;
  /** Of everything that is made. */
  readonly labels: TextMap;
  readonly annotations: TextMap;
  /** Ports of the Service; each once. */
  readonly ports: readonly { readonly name: string; readonly port: number; readonly protocol: string }[];
  readonly serviceType: string;
  /** The IP address that is asked for. */
  readonly requestedIp: string | undefined;
  /** Empty: that of the cluster. */
  readonly network: string;
  /** Name of a ConfigMap with changes to what is made. */
  readonly overlay: string | undefined;
}

/** A later controller has taken the Gateway over. */
export const CONTROLLER_VERSION = "gateway.istio.io/controller-version";
/** Ours. */
export const OWN_VERSION = 5;
const SERVICE_TYPE = "networking.istio.io/service-type";
const LAST_APPLIED = "kubectl.kubernetes.io/last-applied-configuration";

/** Annotations that are the Gateway's own. */
const NOT_COPIED: ReadonlySet<string> = new Set([
  LAST_APPLIED,
  GATEWAY_NAME_OVERRIDE,
  GATEWAY_SERVICE_ACCOUNT,
  CONTROLLER_VERSION,
]);

/** Whose a Gateway is. */
export interface GatewaySurroundings {
  readonly revision: string;
  findClass(name: string): GatewayClass | undefined;
  namespaceLabels(namespace: string): TextMap;
}

/** `undefined` for a Gateway that is somebody else's to deploy. Throws ObjectError for what is no object. */
export function deploymentOf(
  json: unknown,
  surroundings: GatewaySurroundings,
): GatewayDeployment | undefined {
  const reader = new ObjectReader(json);
  const meta = readMeta(reader, []);
  const spec = reader.field("spec");
  const className = spec.field("gatewayClassName").text() ?? "";
  const allAnnotations = reader.at("metadata", "annotations").textMap();
  const requested = spec.field("addresses").list();
  const [only] = requested;
  const isManaged = only === undefined || (requested.length === 1 && isIp(only));
  const isOurs =
    controllerOf(className, surroundings.findClass(className)) === CONTROLLERS.waypoint &&
    isOfRevision(meta.labels, meta.namespace, surroundings) &&
    !(Number(allAnnotations[CONTROLLER_VERSION]) > OWN_VERSION) &&
    !reader.at("metadata", "deletionTimestamp").isPresent;
  if (!isManaged || !isOurs) return undefined;
  const named = { name: meta.name, annotations: allAnnotations };
  return {
    namespace: meta.namespace,
    gateway: meta.name,
    uid: meta.uid,
    className,
    name: workloadNameOf(named),
    account: accountNameOf(named),
    ...copiedMetadata(spec.field("infrastructure"), meta.labels, allAnnotations),
    ports: portsOf(spec.field("listeners")),
    serviceType: allAnnotations[SERVICE_TYPE] ?? "ClusterIP",
    requestedIp: only?.field("value").text(),
    network: meta.labels[NETWORK] ?? "",
    overlay: overlayOf(spec.at("infrastructure", "parametersRef")),
  };
}

function isIp(address: ObjectReader): boolean {
  return (address.field("type").text() ?? "IPAddress") === "IPAddress";
}

/** The revision that owns a Gateway is on it, or on its namespace; without any it is that of the default revision. */
function isOfRevision(labels: TextMap, namespace: string, surroundings: GatewaySurroundings): boolean {
  const { revision } = surroundings;
  if (revision === "") return true;
  return (labels[REVISION] ?? surroundings.namespaceLabels(namespace)[REVISION] ?? "default") === revision;
}

/** What `infrastructure` says takes the place of what the Gateway has. */
function copiedMetadata(
  infrastructure: ObjectReader,
  labels: TextMap,
  annotations: TextMap,
): Pick<GatewayDeployment, "labels" | "annotations"> {
  const ownLabels = infrastructure.field("labels");
  const ownAnnotations = infrastructure.field("annotations");
  const hasOwn = ownLabels.isPresent || ownAnnotations.isPresent;
  const copied = Object.entries(annotations).filter(([name]) => !NOT_COPIED.has(name));
  return {
    labels: hasOwn ? ownLabels.textMap() : labels,
    annotations: hasOwn ? ownAnnotations.textMap() : Object.fromEntries(copied),
  };
}

function portsOf(listeners: ObjectReader): GatewayDeployment["ports"] {
  const ports = new Map<number, GatewayDeployment["ports"][number]>();
  for (const listener of listeners.list()) {
    const port = listener.field("port").integer(1, 0xffff);
    if (port === undefined || ports.has(port)) continue;
    const name = listener.field("name").text() ?? `port-${port}`;
    ports.set(port, { name, port, protocol: listener.field("protocol").text() ?? "" });
  }
  return [...ports.values()];
}

function overlayOf(reference: ObjectReader): string | undefined {
  const isConfigMap =
    reference.field("kind").text() === "ConfigMap" && (reference.field("group").text() ?? "") === "";
  return isConfigMap ? reference.field("name").text() : undefined;
}
