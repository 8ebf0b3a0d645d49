/** Certificates that were revoked: refused in the handshake, and cut off in tunnels that are open. */
import { X509Certificate } from "node:crypto";
import type { CertificateMessage } from "@ambit/data-plane/messages";
import { authority, echo, type RawSocket } from "@ambit/data-plane/testing";
import { parseRevocationLists } from "@ambit/tls/revocation";
import { describe, expect, test } from "vitest";
import type { MainMessage } from "../messages.ts";
import type { TestPlane } from "./testing/test-plane.ts";
import { TwoPlanes } from "./testing/two-planes.ts";

function revoking(...certificates: readonly CertificateMessage[]): MainMessage {
  const serials = certificates.map(({ chainPem: [leaf = ""] }) =>
    BigInt(`0x${new X509Certificate(leaf).serialNumber}`).toString(),
  );
  return { type: "revocations", lists: parseRevocationLists(authority.revocationList(serials)) };
}

function rejections(plane: TestPlane): { source: number; destination: number } {
  const sum = { source: 0, destination: 0 };
  for (const { crlRejections } of plane.ofType("tick")) {
    sum.source += crlRejections.source;
    sum.destination += crlRejections.destination;
  }
  return sum;
}

/** An echo through both proxies, which stays open. */
function talk(planes: TwoPlanes): RawSocket {
  const client = planes.connect();
  client.send("hello");
  planes.until(() => client.text === "hello", [client]);
  return client;
}

const summary = ({ level, message, "error.code": code }: Record<string, unknown>) => [level, message, code];

describe("a new connection", () => {
  test("is refused by the server when the client's certificate is revoked", () => {
    using planes = new TwoPlanes(echo());
    planes.server.deliver(revoking(planes.certificates.client));
    const client = planes.connect();
    client.send("hello");
    planes.until(() => client.isOver, [client]);
    planes.settle();
    expect(planes.server.accessLines().map(summary)).toEqual([["warn", "connection failed", "peer-revoked"]]);
    expect(rejections(planes.server)).toEqual({ source: 0, destination: 1 });
    expect(planes.client.accessLines()).toMatchObject([{ level: "error", "error.code": "tls-failed" }]);
    expect(String(planes.client.accessLines()[0]?.["error"])).toContain("certificate_revoked");
    expect(rejections(planes.client)).toEqual({ source: 0, destination: 0 });
    client.close();
  });

  test("is refused by the client when the server's certificate is revoked", () => {
    using planes = new TwoPlanes(echo());
    planes.client.deliver(revoking(planes.certificates.server));
    const client = planes.connect();
    client.send("hello");
    planes.until(() => client.isOver, [client]);
    planes.settle();
    expect(planes.client.accessLines().map(summary)).toEqual([
      ["error", "connection complete", "peer-revoked"],
    ]);
    expect(rejections(planes.client)).toEqual({ source: 1, destination: 0 });
    expect(planes.client.counted(({ response_flags: flag }) => flag === "TLS_FAILURE").failed).toBe(1);
    expect(client.text).toBe("");
    client.close();
  });

  test("passes when others are revoked, and again when the list no longer names it", () => {
    using planes = new TwoPlanes(echo());
    planes.server.deliver(revoking(planes.certificates.client), revoking(planes.certificates.server));
    planes.client.deliver(revoking(planes.certificates.client));
    talk(planes).close();
  });
});

describe("an open connection ends", () => {
  test("at the server when the client is revoked, and its tunnel with it", () => {
    using planes = new TwoPlanes(echo());
    const client = talk(planes);
    planes.server.deliver(revoking(planes.certificates.client));
    planes.until(() => client.isOver, [client]);
    planes.settle();
    expect(planes.server.accessLines().map(summary)).toEqual([
      ["error", "connection complete", "certificate-revoked"],
    ]);
    expect(planes.server.counted(({ response_flags: flag }) => flag === "CERT_REVOKED")).toMatchObject({
      closed: 1,
      failed: 1,
    });
    for (const plane of [planes.server, planes.client]) {
      const gauges = plane.ofType("tick").at(-1)?.gauges;
      expect(gauges).toMatchObject({ openTunnelsClient: 0, openTunnelsServer: 0 });
    }
    client.close();
  });

  test("at the client when the server is revoked, and the pool does not use the tunnel again", () => {
    using planes = new TwoPlanes(echo());
    const client = talk(planes);
    planes.client.deliver(revoking(planes.certificates.server));
    planes.until(() => client.isOver, [client]);
    const next = planes.connect();
    next.send("hello");
    planes.until(() => next.isOver, [next]);
    planes.settle();
    expect(planes.client.accessLines().map(summary)).toEqual([
      ["error", "connection complete", "certificate-revoked"],
      ["error", "connection complete", "peer-revoked"],
    ]);
    client.close();
    next.close();
  });

  test("only when it is the one", () => {
    using planes = new TwoPlanes(echo());
    const client = talk(planes);
    planes.server.deliver(revoking(planes.certificates.server));
    planes.client.deliver(revoking(planes.certificates.client));
    planes.settle();
    client.send(" again");
    planes.until(() => client.text === "hello again", [client]);
    client.close();
  });
});

test.each([0, 1, 2, 3, 4, 5, 6, 8])(
  "a peer that is revoked %i turns into its handshake is cut off",
  (delay) => {
    using planes = new TwoPlanes(echo());
    const client = planes.connect();
    client.send("hello");
    for (let turn = 0; turn < delay; turn++) planes.turn([client]);
    planes.server.deliver(revoking(planes.certificates.client));
    planes.until(() => client.isOver, [client]);
    planes.settle();
    for (const line of planes.server.accessLines()) expect(String(line["error.code"])).toMatch(/-revoked$/);
    expect(planes.server.ofType("tick").at(-1)?.gauges.openTunnelsServer).toBe(0);
    client.close();
  },
);
