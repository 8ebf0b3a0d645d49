/** Certificates that are renewed, roots that are replaced, and the key exchange, between two whole data planes. */

import type { CertificateMessage } from "@ambit/data-plane/messages";
import { echo, type RawSocket } from "@ambit/data-plane/testing";
import { parseIdentity } from "@ambit/model";
import { TestAuthority } from "@ambit/tls/testing";
import { describe, expect, test } from "vitest";
import { loadConfig } from "../config.ts";
import { dataConfigOf } from "../control/data-config.ts";
import { TwoPlanes } from "./testing/two-planes.ts";

const HOUR_MS = 3_600_000;

/** Of `authority`, for whoever trusts `roots`. */
function issued(
  authority: TestAuthority,
  serviceAccount: string,
  roots: readonly TestAuthority[],
): CertificateMessage {
  const identity = `spiffe://cluster.local/ns/shop/sa/${serviceAccount}`;
  const { chainPem, privateKeyPkcs8 } = authority.material({ uriSans: [identity] });
  return {
    type: "certificate",
    identity: parseIdentity(identity),
    chainPem,
    rootsPem: roots.map(({ rootPem }) => rootPem),
    privateKeyPkcs8: new Uint8Array(privateKeyPkcs8).buffer,
    notAfterMs: Date.now() + HOUR_MS,
  };
}

function say(planes: TwoPlanes, client: RawSocket, text: string): void {
  const before = client.text;
  client.send(text);
  planes.until(() => client.text === before + text, [client]);
}

function talk(planes: TwoPlanes): RawSocket {
  const client = planes.connect();
  say(planes, client, "hello");
  return client;
}

test("a root is replaced by one of the same name while connections are open and new ones come", () => {
  const old = TestAuthority.root({ name: "mesh" });
  const fresh = TestAuthority.root({ name: "mesh" });
  using planes = new TwoPlanes(echo(), {
    // Each connection has a tunnel of its own, and so a handshake with the certificates of its time.
    client: { poolMaxStreamsPerConnection: 1 },
    certificates: { client: issued(old, "client", [old]), server: issued(old, "server", [old]) },
  });
  const connections = [talk(planes)];
  const renew = (role: "client" | "server", authority: TestAuthority, roots: readonly TestAuthority[]) => {
    planes[role].deliver(issued(authority, role, roots));
    planes.turn([]);
    connections.push(talk(planes));
  };
  renew("server", old, [old, fresh]);
  renew("client", old, [old, fresh]);
  renew("server", fresh, [old, fresh]);
  renew("client", fresh, [old, fresh]);
  renew("server", fresh, [fresh]);
  renew("client", fresh, [fresh]);
  for (const connection of connections) {
    say(planes, connection, " still here");
    connection.end();
    planes.until(() => connection.isOver, [connection]);
    connection.close();
  }
  planes.settle();
  const lines = planes.client.accessLines();
  expect(lines.map(({ level }) => level)).toEqual(connections.map(() => "info"));
  // One serial number for each of the server's certificates.
  expect(new Set(lines.map((line) => line["tls.peer_serial"])).size).toBe(4);
  expect(new Set(planes.server.accessLines().map((line) => line["tls.peer_serial"])).size).toBe(4);
});

test("a renewal that fails costs nothing as long as the certificate is valid", () => {
  using planes = new TwoPlanes(echo());
  for (const role of ["client", "server"] as const) {
    const { identity } = planes.certificates[role];
    planes[role].deliver({ type: "certificate-failed", identity, reason: "the CA is away" });
  }
  talk(planes).close();
});

describe("the key exchange", () => {
  const groupsOf = (policy: string): string =>
    dataConfigOf(
      loadConfig({
        environment: new Map([
          ["FAKE_CA", "true"],
          ["XDS_ADDRESS", ""],
          ["PROXY_MODE", "dedicated"],
          ["PROXY_WORKLOAD_INFO", "shop/client-1/client"],
          ["COMPLIANCE_POLICY", policy],
        ]),
        args: [],
        host: { readFile: () => undefined, exists: () => false, cpuCount: 2 },
      }),
      "info",
    ).tlsGroups;
  const byDefault = groupsOf("");
  const pqc = groupsOf("pqc");
  const classic = "X25519:P-256:P-384";

  test.each([
    ["two defaults", byDefault, byDefault, "X25519MLKEM768"],
    ["pqc and the default", pqc, byDefault, "X25519MLKEM768"],
    ["the default and pqc", byDefault, pqc, "X25519MLKEM768"],
    ["the default and a peer without post-quantum", byDefault, classic, "x25519"],
    ["a peer without post-quantum and the default", classic, byDefault, "x25519"],
  ])("of %s is agreed on, and logged", (_name, client, server, group) => {
    using planes = new TwoPlanes(echo(), { client: { tlsGroups: client }, server: { tlsGroups: server } });
    const connection = talk(planes);
    connection.end();
    planes.until(() => connection.isOver, [connection]);
    planes.settle();
    for (const plane of [planes.client, planes.server]) {
      expect(plane.accessLines()).toMatchObject([{ "tls.group": group, "tls.version": "TLSv1.3" }]);
    }
    connection.close();
  });

  test.each([
    ["a client", classic, pqc],
    ["a server", pqc, classic],
  ])("without post-quantum is refused by pqc: %s", (_name, client, server) => {
    using planes = new TwoPlanes(echo(), { client: { tlsGroups: client }, server: { tlsGroups: server } });
    const connection = planes.connect();
    connection.send("hello");
    planes.until(() => connection.isOver, [connection]);
    planes.settle();
    expect(connection.text).toBe("");
    expect(planes.client.accessLines()).toMatchObject([{ "error.code": "tls-failed" }]);
    connection.close();
  });
});
