/** What a pod's rules are to be: the node's settings and what the pod's annotations change about them. */
import type { ProbeSource } from "./rule.ts";

/** Settings of the node, from the agent's configuration. */
export interface CaptureDefaults {
  readonly ipv6: boolean;
  readonly dnsCapture: boolean;
  readonly probeSource: ProbeSource;
}

/** Everything that a pod's rules depend on. Plain data; equal values give equal rules. */
export interface PodCapture extends CaptureDefaults {
  /** Inbound connections are left alone ("ingress mode"). */
  readonly bypassInbound: boolean;
  /** Interfaces of which inbound TCP counts as the pod's own outbound traffic. */
  readonly virtualInterfaces: readonly string[];
}

/** A pod's capture, and what in its annotations was not understood: each text names annotation, value and fix. */
export interface PodCaptureResult {
  readonly capture: PodCapture;
  readonly problems: readonly string[];
}

export const DNS_CAPTURE_ANNOTATION = "ambient.istio.io/dns-capture";
export const BYPASS_INBOUND_ANNOTATION = "ambient.istio.io/bypass-inbound-capture";
export const REROUTE_INTERFACES_ANNOTATION = "istio.io/reroute-virtual-interfaces";

/** More would be a mistake or an attack: each makes two rules per family that every packet passes. */
const MAX_VIRTUAL_INTERFACES = 64;

/** Values of Go's strconv.ParseBool, which is what users know from Istio. */
const BOOLEANS: ReadonlyMap<string, boolean> = new Map([
  ...["1", "t", "T", "TRUE", "true", "True"].map((text) => [text, true] as const),
  ...["0", "f", "F", "FALSE", "false", "False"].map((text) => [text, false] as const),
]);

/**
 * Never throws: annotations are written by whoever may create pods. What is not understood is left out and named, and
 * what is left out never takes a pod's inbound traffic out of capture.
 */
export function podCapture(
  annotations: Readonly<Record<string, string | undefined>>,
  defaults: CaptureDefaults,
): PodCaptureResult {
  const problems: string[] = [];
  const capture = {
    ipv6: defaults.ipv6,
    probeSource: defaults.probeSource,
    dnsCapture: readBoolean(annotations, DNS_CAPTURE_ANNOTATION, problems) ?? defaults.dnsCapture,
    bypassInbound: readBoolean(annotations, BYPASS_INBOUND_ANNOTATION, problems) ?? false,
    virtualInterfaces: readInterfaces(annotations, problems),
  };
  return { capture, problems };
}

function readBoolean(
  annotations: Readonly<Record<string, string | undefined>>,
  name: string,
  problems: string[],
): boolean | undefined {
  const text = annotations[name];
  if (text === undefined) return undefined;
  const value = BOOLEANS.get(text);
  if (value === undefined) {
    problems.push(`annotation ${name}: ${quote(text)} is neither "true" nor "false" and is ignored`);
  }
  return value;
}

function readInterfaces(
  annotations: Readonly<Record<string, string | undefined>>,
  problems: string[],
): readonly string[] {
  const text = annotations[REROUTE_INTERFACES_ANNOTATION];
  if (text === undefined) return [];
  const names = new Set<string>();
  for (const entry of text.split(",")) {
    const name = entry.trim();
    if (name === "" || names.has(name)) continue;
    if (!isInterfaceName(name)) {
      problems.push(
        `annotation ${REROUTE_INTERFACES_ANNOTATION}: ${quote(name)} is not an interface name and is ignored`,
      );
    } else if (names.size < MAX_VIRTUAL_INTERFACES) {
      names.add(name);
    } else {
      problems.push(
        `annotation ${REROUTE_INTERFACES_ANNOTATION}: only the first ${MAX_VIRTUAL_INTERFACES} interfaces are used`,
      );
      break;
    }
  }
  return [...names];
}

/**
 * Letters, digits, `_`, `.` and `-`, 15 at most, as tools name interfaces. The kernel allows far more, but `+` and `*`
 * are patterns to the programs, and quotes, spaces, `!` and a leading `-` would be part of their language.
 */
export function isInterfaceName(name: string): boolean {
  return /^[A-Za-z0-9_][A-Za-z0-9_.-]{0,14}$/.test(name);
}

const QUOTED_CHARS = 40;

function quote(text: string): string {
  return JSON.stringify(text.length > QUOTED_CHARS ? `${text.slice(0, QUOTED_CHARS)}...` : text);
}
