/**
 * What both sides of the baseline share: an HBONE pair on node:http2 and node:tls, the way one would write it on
 * Node's own stack, with the windows and frame size that ztunnel uses. It knows no policy, metrics or access log.
 */
import { readFileSync } from "node:fs";
import type { ClientHttp2Session, ServerHttp2Session, Settings } from "node:http2";
import type { Duplex } from "node:stream";
import { HBONE_SIZES } from "@ambit/hbone";

/** Written by the runner; the same form as the load generators' material. */
export interface BaselineMaterial {
  readonly chainPem: readonly string[];
  readonly rootsPem: readonly string[];
  readonly privateKeyPkcs8Base64: string;
  /** The one identity that the other side may have. */
  readonly peerIdentity: string;
}

/** Reading in larger pieces means fewer turns of the stream machinery for each megabyte. */
export const SOCKET_BUFFER_BYTES = 1024 * 1024;

/** As ztunnel: streams of one session before another is opened. */
export const MAX_STREAMS_PER_SESSION = 100;

/** Node limits what a session may buffer, in megabytes; one idle stream's window is 4 MiB. */
export const SESSION_MEMORY_MB = 1024;

/** As both ends of HBONE describe their workload to each other. */
export const BAGGAGE =
  "k8s.cluster.name=Kubernetes,k8s.namespace.name=bench,k8s.deployment.name=bench,service.name=bench,service.version=v1";

/** ztunnel's KEEPALIVE_TIME. */
export const KEEPALIVE_MS = 180_000;

export const HTTP2_SETTINGS: Settings = {
  enablePush: false,
  initialWindowSize: HBONE_SIZES.streamWindowBytes,
  maxFrameSize: HBONE_SIZES.frameBytes,
};

const PKCS8_LABEL = "PRIVATE KEY";

export function readMaterial(path: string): BaselineMaterial {
  return JSON.parse(readFileSync(path, "utf8")) as BaselineMaterial;
}

/** Options of node:tls, both roles: TLS 1.3 with ztunnel's suites and mutual authentication. */
export function tlsOptions(material: BaselineMaterial): {
  readonly key: string;
  readonly cert: string;
  readonly ca: string[];
  readonly minVersion: "TLSv1.3";
  readonly ciphers: string;
} {
  const key = `-----BEGIN ${PKCS8_LABEL}-----\n${material.privateKeyPkcs8Base64}\n-----END ${PKCS8_LABEL}-----\n`;
  return {
    key,
    cert: material.chainPem.join(""),
    ca: [...material.rootsPem],
    minVersion: "TLSv1.3",
    ciphers: "TLS_AES_256_GCM_SHA384:TLS_AES_128_GCM_SHA256",
  };
}

export function raiseConnectionWindow(session: ClientHttp2Session | ServerHttp2Session): void {
  session.setLocalWindowSize(HBONE_SIZES.connectionWindowBytes);
}

/** Copies both ways with half-close; the failure of one side ends both. */
export function join(left: Duplex, right: Duplex): void {
  left.on("error", () => right.destroy());
  right.on("error", () => left.destroy());
  left.pipe(right);
  right.pipe(left);
}
