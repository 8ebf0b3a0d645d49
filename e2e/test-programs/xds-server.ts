/**
 * `xds-server.ts <host> <port> <root certificate> <root key>`: xDS and certificates for a scenario, told what to serve
 * over its IPC channel. It believes its clients: a token `namespace/account` gets a certificate for that account.
 */
import { readFileSync } from "node:fs";
import { CertificateAuthority } from "@ambit/identity";
import { decodeLocalConfig, type MeshResource, resourceKey } from "@ambit/model";
import { TestControlPlane } from "@ambit/xds-grpc/testing";
import { answerCalls } from "../src/program-answers.ts";
import type { XdsServerMethods } from "../src/xds-server-protocol.ts";

const [host = "127.0.0.1", port = "0", certPath = "", keyPath = ""] = process.argv.slice(2);
const authority = CertificateAuthority.fromPem(
  readFileSync(certPath, "utf8"),
  readFileSync(keyPath, "utf8"),
  { nowMs: Date.now() },
);
const plane = await TestControlPlane.open({
  authority,
  host,
  port: Number(port),
  identityOf: ({ headers }) => {
    const [token = ""] = headers.get("authorization") ?? [];
    const [namespace = "", serviceAccount = ""] = token.slice("Bearer ".length).split("/");
    return { trustDomain: "cluster.local", namespace, serviceAccount };
  },
});
let present: readonly MeshResource[] = [];

answerCalls<XdsServerMethods>({
  replace: ({ mesh }) => {
    const next = decodeLocalConfig(mesh, "mesh.yaml");
    const kept = new Set(next.map(resourceKey));
    plane.remove(...present.filter((resource) => !kept.has(resourceKey(resource))));
    plane.put(...next);
    present = next;
    return undefined;
  },
  setTtl: ({ ttlMs }) => {
    plane.ttlMs = ttlMs;
    return undefined;
  },
  facts: () => ({
    connections: plane.connectionCount,
    sent: plane.of("sent").map(({ typeUrl, resources, removed }) => ({ typeUrl, resources, removed })),
    certificateCalls: plane.certificateCalls.length,
  }),
});
