/** Channels to a control plane: addresses, roots, the time a connection may take. */
import { X509Certificate } from "node:crypto";
import { readFile } from "node:fs/promises";
import { isIP } from "node:net";
import { checkServerIdentity, createSecureContext, getCACertificates, type PeerCertificate } from "node:tls";
import type { Clock } from "@ambit/lifecycle";
import {
  type ChannelCredentials,
  type ChannelOptions,
  Client,
  connectivityState,
  credentials,
} from "@grpc/grpc-js";
import type { ControlPlaneEndpoint, RootSource } from "./endpoint.ts";
import { XdsGrpcError } from "./xds-grpc-error.ts";

/** From the first packet to the end of the HTTP/2 preface. */
const CONNECT_TIMEOUT_MS = 5_000;
const KEEPALIVE_INTERVAL_MS = 30_000;
const KEEPALIVE_TIMEOUT_MS = 10_000;
/** A message of a controller with many resources. */
const MAX_RECEIVED_MESSAGE_BYTES = 200 * 1024 * 1024;
/** A snapshot of a large mesh should not wait for a window update every 64 KiB. */
const RECEIVE_WINDOW_BYTES = 1024 * 1024;

/** Those of HBONE, in the order of preference. */
const SUITES = [
  "TLS_AES_256_GCM_SHA384",
  "TLS_AES_128_GCM_SHA256",
  "ECDHE-ECDSA-AES256-GCM-SHA384",
  "ECDHE-ECDSA-AES128-GCM-SHA256",
  "ECDHE-RSA-AES256-GCM-SHA384",
  "ECDHE-RSA-AES128-GCM-SHA256",
].join(":");

const OPTIONS: ChannelOptions = {
  "grpc.keepalive_time_ms": KEEPALIVE_INTERVAL_MS,
  "grpc.keepalive_timeout_ms": KEEPALIVE_TIMEOUT_MS,
  "grpc.max_receive_message_length": MAX_RECEIVED_MESSAGE_BYTES,
  "grpc.max_send_message_length": -1,
  "grpc-node.flow_control_window": RECEIVE_WINDOW_BYTES,
  // Each channel has a connection of its own, made with the roots of that moment.
  "grpc.use_local_subchannel_pool": 1,
  "grpc.enable_retries": 0,
  "grpc.enable_channelz": 0,
  "grpc.service_config_disable_resolution": 1,
  // HTTPS_PROXY is not for traffic inside the cluster.
  "grpc.enable_http_proxy": 0,
};

/** The roots as they are now; "" for the machine's own. Throws XdsGrpcError "bad-roots". */
export async function readRoots(roots: RootSource): Promise<string> {
  switch (roots.kind) {
    case "system":
      return "";
    case "pem":
      return roots.pem;
    case "file":
      try {
        return await readFile(roots.path, "utf8");
      } catch (cause) {
        throw new XdsGrpcError("bad-roots", `root certificates cannot be read from ${roots.path}`, { cause });
      }
  }
}

/** A channel that has not connected yet. `rootPem` is what readRoots gave. The caller closes it. */
export function createChannel(endpoint: ControlPlaneEndpoint, rootPem: string): Client {
  const { host, port, isTls } = parseControlPlaneUrl(endpoint.url);
  const channelCredentials = isTls
    ? tlsCredentials(endpoint, { host, rootPem })
    : credentials.createInsecure();
  return new Client(`dns:${host}:${port}`, channelCredentials, { ...OPTIONS, ...serverName(endpoint, host) });
}

/** RFC 6066 §3: the name a client asks for is no address. Where only that is known, the accepted name is asked for. */
function serverName({ alternativeHostname }: ControlPlaneEndpoint, host: string): ChannelOptions {
  const isAddress = isIP(host.replace(/^\[|\]$/g, "")) !== 0;
  return isAddress && alternativeHostname !== undefined && alternativeHostname !== ""
    ? { "grpc.ssl_target_name_override": alternativeHostname }
    : {};
}

/** Connects, or throws XdsGrpcError "not-connected" (at the first refusal: the caller decides when to retry), "aborted". */
export async function connectChannel(client: Client, clock: Clock, signal: AbortSignal): Promise<void> {
  const channel = client.getChannel();
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  let isOver = false;
  const fail = (message: string) => reject(new XdsGrpcError("not-connected", message));
  const look = () => {
    if (isOver) return;
    const state = channel.getConnectivityState(true);
    if (state === connectivityState.READY) resolve();
    else if (state === connectivityState.TRANSIENT_FAILURE)
      fail(`${channel.getTarget()} refuses the connection`);
    else if (state === connectivityState.SHUTDOWN) fail("the channel was closed");
    else channel.watchConnectivityState(state, Number.POSITIVE_INFINITY, look);
  };
  using _timer = clock.setTimer(CONNECT_TIMEOUT_MS, () =>
    fail(`no connection to ${channel.getTarget()} in time`),
  );
  const onAbort = () => reject(new XdsGrpcError("aborted", "given up while connecting"));
  signal.addEventListener("abort", onAbort, { once: true });
  if (signal.aborted) onAbort();
  else look();
  try {
    await promise;
  } finally {
    isOver = true;
    signal.removeEventListener("abort", onAbort);
  }
}

/** The parts of `https://host:port`. Throws XdsGrpcError "bad-address". */
export function parseControlPlaneUrl(text: string): { host: string; port: string; isTls: boolean } {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const isTls = url?.protocol === "https:";
  if (url === undefined || url.hostname === "" || (!isTls && url.protocol !== "http:")) {
    throw new XdsGrpcError(
      "bad-address",
      `"${text}" is no address of a control plane: write https://host:port`,
    );
  }
  return { host: url.hostname, port: url.port === "" ? (isTls ? "443" : "80") : url.port, isTls };
}

function tlsCredentials(
  { alternativeHostname, roots, tls = {} }: ControlPlaneEndpoint,
  { host, rootPem }: { readonly host: string; readonly rootPem: string },
): ChannelCredentials {
  const isSystem = roots.kind === "system";
  const ca = isSystem ? getCACertificates("system") : rootPem;
  let context: ReturnType<typeof createSecureContext>;
  try {
    // A context takes any text for roots and then believes nobody.
    if (!isSystem) new X509Certificate(rootPem);
    context = createSecureContext({
      ca,
      ciphers: SUITES,
      minVersion: `TLSv${tls.minVersion ?? "1.2"}`,
      ...(tls.groups === undefined ? {} : { ecdhCurve: tls.groups }),
    });
  } catch (cause) {
    throw new XdsGrpcError("bad-roots", "the root certificates of the control plane cannot be used", {
      cause,
    });
  }
  return credentials.createFromSecureContext(context, {
    checkServerIdentity: (_name, certificate) => checkIdentity([host, alternativeHostname], certificate),
  });
}

/** Any of the names will do. */
function checkIdentity(
  names: readonly (string | undefined)[],
  certificate: PeerCertificate,
): Error | undefined {
  let failure: Error | undefined;
  for (const name of names) {
    if (name === undefined || name === "") continue;
    const error = checkServerIdentity(name, certificate);
    if (error === undefined) return undefined;
    failure ??= error;
  }
  return failure;
}
