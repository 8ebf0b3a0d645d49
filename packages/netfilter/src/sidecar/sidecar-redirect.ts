/** How traffic of a pod is led through its sidecar: what the pod's annotations and its proxy container say. */
import { AddrError, type Cidr, parseCidr } from "@ambit/addr";
import { isInterfaceName } from "../rules/pod-capture.ts";

/** Everything that the rules depend on. Plain data; equal values give equal rules. */
export interface SidecarRedirect {
  readonly mode: "REDIRECT" | "TPROXY";
  /** User and group of the proxy, whose own traffic passes. */
  readonly proxyUid: number;
  readonly proxyGid: number;
  readonly includeInboundPorts: "*" | readonly number[];
  readonly excludeInboundPorts: readonly number[];
  readonly includeOutboundPorts: readonly number[];
  readonly excludeOutboundPorts: readonly number[];
  readonly includeOutboundRanges: "*" | readonly Cidr[];
  readonly excludeOutboundRanges: readonly Cidr[];
  /** Interfaces whose inbound traffic counts as the pod's own outbound traffic. */
  readonly virtualInterfaces: readonly string[];
  /** Interfaces whose traffic is left alone. */
  readonly excludeInterfaces: readonly string[];
  readonly dnsCapture: boolean;
  readonly dropInvalid: boolean;
  readonly isDualStack: boolean;
}

/** What is known of the pod. */
export interface SidecarFacts {
  readonly annotations: Readonly<Record<string, string | undefined>>;
  /** Variables of the proxy container. */
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly proxyUid: number | undefined;
  readonly proxyGid: number | undefined;
}

/** `problems`: each names annotation, value and fix. Rules that are half of what was asked for are worse than none. */
export type SidecarRedirectResult =
  | { readonly redirect: SidecarRedirect }
  | { readonly problems: readonly string[] };

/** Istio's user and group for the proxy. */
const PROXY_ID = 1337;

/** Status, merged metrics, readiness, and Envoy's own metrics: asked from outside without mTLS. */
const PROXY_PORTS: readonly number[] = [15020, 15021, 15090];
const STATUS_PORT = "15020";

/** Each entry is a rule that packets pass. */
const MAX_ENTRIES = 256;

const TRAFFIC = "traffic.sidecar.istio.io";
const REROUTE_INTERFACES = "istio.io/reroute-virtual-interfaces";
/** The older name of it. */
const KUBEVIRT_INTERFACES = `${TRAFFIC}/kubevirtInterfaces`;

/** Never throws: annotations are written by whoever may create pods. */
export function sidecarRedirect(facts: SidecarFacts): SidecarRedirectResult {
  const read = new AnnotationReader(facts.annotations);
  const interfaces =
    facts.annotations[REROUTE_INTERFACES] === undefined ? KUBEVIRT_INTERFACES : REROUTE_INTERFACES;
  const redirect: SidecarRedirect = {
    mode: read.mode(),
    proxyUid: facts.proxyUid || PROXY_ID,
    proxyGid: facts.proxyGid || PROXY_ID,
    includeInboundPorts: read.portsOrAll(`${TRAFFIC}/includeInboundPorts`),
    excludeInboundPorts: [
      ...new Set([...read.ports(`${TRAFFIC}/excludeInboundPorts`, STATUS_PORT), ...PROXY_PORTS]),
    ],
    includeOutboundPorts: read.ports(`${TRAFFIC}/includeOutboundPorts`, ""),
    excludeOutboundPorts: read.ports(`${TRAFFIC}/excludeOutboundPorts`, STATUS_PORT),
    includeOutboundRanges: read.rangesOrAll(`${TRAFFIC}/includeOutboundIPRanges`),
    excludeOutboundRanges: read.ranges(`${TRAFFIC}/excludeOutboundIPRanges`),
    virtualInterfaces: read.interfaces(interfaces),
    excludeInterfaces: read.interfaces(`${TRAFFIC}/excludeInterfaces`),
    dnsCapture: isTrue(facts.environment["ISTIO_META_DNS_CAPTURE"]),
    dropInvalid: isTrue(facts.environment["INVALID_DROP"]),
    isDualStack: isTrue(facts.environment["ISTIO_DUAL_STACK"]),
  };
  return read.problems.length === 0 ? { redirect } : { problems: read.problems };
}

/** As Go's strconv.ParseBool; what that does not know is false. */
function isTrue(text: string | undefined): boolean {
  return /^(?:1|t|T|TRUE|true|True)$/.test(text ?? "");
}

/** Reads one annotation after the other and keeps what is wrong with them. */
class AnnotationReader {
  readonly problems: string[] = [];
  readonly #annotations: SidecarFacts["annotations"];

  constructor(annotations: SidecarFacts["annotations"]) {
    this.#annotations = annotations;
  }

  mode(): SidecarRedirect["mode"] {
    const name = "sidecar.istio.io/interceptionMode";
    const text = this.#annotations[name] ?? "REDIRECT";
    if (text === "REDIRECT" || text === "TPROXY") return text;
    this.#refuse(name, text, "neither REDIRECT nor TPROXY");
    return "REDIRECT";
  }

  portsOrAll(name: string): "*" | readonly number[] {
    return (this.#annotations[name] ?? "*") === "*" ? "*" : this.ports(name, "");
  }

  ports(name: string, fallback: string): readonly number[] {
    return this.#entries(name, fallback).flatMap((text) => {
      const port = /^\d{1,5}$/.test(text) ? Number(text) : Number.NaN;
      if (port <= 65_535) return [port];
      this.#refuse(name, text, "no port");
      return [];
    });
  }

  rangesOrAll(name: string): "*" | readonly Cidr[] {
    return (this.#annotations[name] ?? "*") === "*" ? "*" : this.ranges(name);
  }

  ranges(name: string): readonly Cidr[] {
    return this.#entries(name, "").flatMap((text) => {
      try {
        return [parseCidr(text)];
      } catch (error) {
        if (!(error instanceof AddrError)) throw error;
        this.#refuse(name, text, "no address range such as 10.0.0.0/8");
        return [];
      }
    });
  }

  interfaces(name: string): readonly string[] {
    return this.#entries(name, "").filter((text) => {
      if (isInterfaceName(text)) return true;
      this.#refuse(name, text, "no name of an interface");
      return false;
    });
  }

  #entries(name: string, fallback: string): readonly string[] {
    const text = (this.#annotations[name] ?? fallback).trim();
    const entries = text === "" ? [] : [...new Set(text.split(",").map((entry) => entry.trim()))];
    if (entries.length <= MAX_ENTRIES) return entries;
    this.problems.push(
      `annotation ${name} has ${entries.length} entries, and at most ${MAX_ENTRIES} are possible`,
    );
    return [];
  }

  #refuse(name: string, text: string, what: string): void {
    this.problems.push(`annotation ${name}: ${JSON.stringify(text.slice(0, 64))} is ${what}`);
  }
}
