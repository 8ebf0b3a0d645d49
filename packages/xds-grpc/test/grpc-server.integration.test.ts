import { systemClock } from "@ambit/lifecycle";
import { eventually } from "@ambit/lifecycle/testing";
import { aResource } from "@ambit/xds/testing";
import { describe, expect, test } from "vitest";
import { bindGrpcServer, CaGrpcClient, caService } from "../src/index.ts";
import { aCertificate, anAuthority } from "./certificates.ts";
import { aControlPlane, byToken, HOST, Proxy, TOKEN } from "./rig.ts";

const never = new AbortController().signal;

describe("a port", () => {
  test("that is taken is named", async () => {
    await using plane = await aControlPlane();
    const bound = bindGrpcServer({ host: "127.0.0.1", port: plane.port });
    await expect(bound).rejects.toMatchObject({
      code: "bind-failed",
      message: `cannot listen on 127.0.0.1:${String(plane.port)}`,
    });
  });

  test("with a certificate that is none is refused before it is taken", async () => {
    const tls = { ...aCertificate(anAuthority(), { dnsNames: [HOST] }), keyPem: "no key" };
    await expect(bindGrpcServer({ host: "127.0.0.1", port: 0, tls })).rejects.toMatchObject({
      code: "bad-certificate",
    });
  });

  test("keeps connections waiting until it serves", async () => {
    const authority = anAuthority();
    const tls = aCertificate(authority, { dnsNames: [HOST] });
    await using server = await bindGrpcServer({ host: "127.0.0.1", port: 0, tls });
    using client = new CaGrpcClient(
      {
        url: `https://localhost:${String(server.address.port)}`,
        roots: { kind: "pem", pem: tls.rootsPem },
        alternativeHostname: HOST,
        credential: { token: { kind: "literal", token: TOKEN }, clusterId: "c" },
      },
      systemClock,
    );
    const answer = client.createCertificate({ csrPem: "csr", validitySeconds: 1 }, never);
    await eventually(() => expect(server.connectionCount).toBe(1));
    server.serve([
      caService({ authenticate: byToken, createCertificate: async () => ({ elements: ["leaf", "root"] }) }),
    ]);
    expect(await answer).toEqual(["leaf", "root"]);
  });

  test("shows a new certificate to new connections, and leaves the others alone", async () => {
    await using plane = await aControlPlane();
    plane.put(aResource("a"));
    await using former = new Proxy(plane.endpoint);
    await eventually(() => expect(former.client.isSynced).toBe(true));
    const other = aCertificate(anAuthority(), { dnsNames: [HOST] });
    expect(() => plane.server.setCertificate({ ...other, certificatePem: "none" })).toThrow(
      expect.objectContaining({ code: "bad-certificate" }),
    );
    plane.server.setCertificate(other);
    await using next = new Proxy({ ...plane.endpoint, roots: { kind: "pem", pem: other.rootsPem } });
    await eventually(() => expect(next.client.isSynced).toBe(true));
    await using distrustful = new Proxy(plane.endpoint);
    await eventually(() => expect(distrustful.disconnections().length).toBeGreaterThan(0));
    plane.put(aResource("b"));
    await eventually(() => expect([former.state.has("b"), next.state.has("b")]).toEqual([true, true]));
    expect(former.disconnections()).toEqual([]);
  });

  test("without TLS serves the same", async () => {
    await using plane = await aControlPlane({ isPlaintext: true });
    plane.put(aResource("a"));
    await using proxy = new Proxy(plane.endpoint);
    await eventually(() => expect([...proxy.state.keys()]).toEqual(["a"]));
    expect(plane.xds.connections()[0]?.peer).toMatchObject({ isTls: false, address: "127.0.0.1" });
  });

  test("lets go of a connection on request, and of none that is not there", async () => {
    await using plane = await aControlPlane();
    await using proxy = new Proxy(plane.endpoint);
    await eventually(() => expect(proxy.client.isSynced).toBe(true));
    expect(plane.xds.disconnect(4711)).toBe(false);
    expect(plane.xds.disconnect(plane.xds.connections()[0]?.id ?? 0)).toBe(true);
    await eventually(() => expect(proxy.disconnections()).toMatchObject([{ waitMs: 10 }]));
    await eventually(() => expect(plane.xds.connections()[0]?.id).toBe(2));
  });
});
