/** TLS and HTTP/2 settings of the load generators that speak HBONE themselves. */
import { HBONE_PING, hboneClientSettings, hboneServerSettings } from "@ambit/hbone";
import type { Http2SocketOptions } from "@ambit/reactor";
import { TlsContext } from "@ambit/tls";
import type { LoadMaterial } from "./spec.ts";

const DEADLINES = { handshakeMs: 10_000, pingIntervalMs: 10_000, pingTimeoutMs: 20_000, idleMs: undefined };

export function hboneContext(role: "client" | "server", material: LoadMaterial): TlsContext {
  const { chainPem, rootsPem } = material;
  const privateKeyPkcs8 = Buffer.from(material.privateKeyPkcs8Base64, "base64");
  return TlsContext.create({ role, material: { chainPem, rootsPem, privateKeyPkcs8 } });
}

export function hboneOptions(role: "client" | "server"): Http2SocketOptions {
  return {
    role,
    ...(role === "client" ? hboneClientSettings() : hboneServerSettings()),
    limits: {},
    deadlines: DEADLINES,
    pingPayload: [HBONE_PING.hi, HBONE_PING.lo],
  };
}
