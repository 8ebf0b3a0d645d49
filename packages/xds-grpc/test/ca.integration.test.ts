import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { systemClock } from "@ambit/lifecycle";
import { eventually } from "@ambit/lifecycle/testing";
import { STATUS } from "@ambit/xds";
import { describe, expect, test } from "vitest";
import { CaGrpcClient, type ControlPlaneEndpoint, XdsGrpcError } from "../src/index.ts";
import { aCertificate, anAuthority } from "./certificates.ts";
import { aControlPlane, HOST } from "./rig.ts";

const never = new AbortController().signal;

function call(
  endpoint: ControlPlaneEndpoint,
  fields: { csrPem?: string; impersonatedIdentity?: string } = {},
) {
  using client = new CaGrpcClient(endpoint, systemClock);
  return client.createCertificate({ csrPem: "csr", validitySeconds: 86_400, ...fields }, never);
}

describe("a certificate request", () => {
  test("arrives with its fields and headers, and its answer element by element", async () => {
    await using plane = await aControlPlane();
    using client = new CaGrpcClient(plane.endpoint, systemClock);
    const impersonatedIdentity = "spiffe://cluster.local/ns/a/sa/b";
    expect(
      await client.createCertificate({ csrPem: "csr", validitySeconds: 86_400, impersonatedIdentity }, never),
    ).toEqual(["leaf\n", "root\n"]);
    await client.createCertificate({ csrPem: "own", validitySeconds: -5 }, never);
    expect(plane.certificateCalls).toMatchObject([
      {
        csrPem: "csr",
        validitySeconds: 86_400,
        impersonatedIdentity,
        caller: "caller",
        peer: { isTls: true },
      },
      { csrPem: "own", validitySeconds: -5, impersonatedIdentity: undefined },
    ]);
    expect(plane.certificateCalls[0]?.headers.get("clusterid")).toEqual(["Kubernetes"]);
    // One connection for all.
    expect(plane.server.connectionCount).toBe(1);
  });

  test("is refused with the status and text that the CA gives", async () => {
    await using plane = await aControlPlane();
    using client = new CaGrpcClient(plane.endpoint, systemClock);
    const refused = client.createCertificate({ csrPem: "", validitySeconds: 1 }, never);
    await expect(refused).rejects.toMatchObject({
      code: "status",
      status: STATUS.invalidArgument,
      message: "status 3: CSR signing error",
    });
    const failed = client.createCertificate({ csrPem: "throw", validitySeconds: 1 }, never);
    await expect(failed).rejects.toMatchObject({ code: "status", status: STATUS.internal });
  });

  test.each([
    { name: "without a token", credential: undefined },
    {
      name: "with a wrong token",
      credential: { token: { kind: "literal" as const, token: "wrong" }, clusterId: "c" },
    },
  ])("$name is refused before it is read", async ({ credential }) => {
    await using plane = await aControlPlane();
    const { credential: _, ...endpoint } = plane.endpoint;
    const csrPem = "x".repeat(3_000_000);
    using client = new CaGrpcClient(
      credential === undefined ? endpoint : { ...endpoint, credential },
      systemClock,
    );
    const refused = client.createCertificate({ csrPem, validitySeconds: 1 }, never);
    await expect(refused).rejects.toMatchObject({
      status: STATUS.unauthenticated,
      message: /request authenticate failure/,
    });
    expect(plane.certificateCalls).toEqual([]);
  });

  test("of 10 MB ends with ResourceExhausted", async () => {
    await using plane = await aControlPlane();
    using client = new CaGrpcClient(plane.endpoint, systemClock);
    const refused = client.createCertificate({ csrPem: "x".repeat(10_000_000), validitySeconds: 1 }, never);
    await expect(refused).rejects.toMatchObject({ status: STATUS.resourceExhausted });
    expect(plane.certificateCalls).toEqual([]);
    expect(await call(plane.endpoint)).toHaveLength(2);
  });

  test("is given up when nobody waits for it", async () => {
    await using plane = await aControlPlane({ authenticate: () => new Promise(() => undefined) });
    using client = new CaGrpcClient(plane.endpoint, systemClock);
    const abort = new AbortController();
    const given = client.createCertificate({ csrPem: "csr", validitySeconds: 1 }, abort.signal);
    await eventually(() => expect(plane.server.connectionCount).toBe(1));
    abort.abort();
    await expect(given).rejects.toMatchObject({ code: "aborted" });
    await expect(
      client.createCertificate({ csrPem: "csr", validitySeconds: 1 }, abort.signal),
    ).rejects.toMatchObject({
      code: "aborted",
    });
  });
});

describe("a client of the CA", () => {
  test("makes its connection anew when the roots change, and keeps it while they cannot be read", async () => {
    const folder = await mkdtemp(join(tmpdir(), "xds-grpc-"));
    const path = join(folder, "root-cert.pem");
    await using plane = await aControlPlane();
    using client = new CaGrpcClient({ ...plane.endpoint, roots: { kind: "file", path } }, systemClock);
    const ask = () => client.createCertificate({ csrPem: "csr", validitySeconds: 1 }, never);
    await expect(ask()).rejects.toMatchObject({ code: "bad-roots" });
    await writeFile(path, plane.rootsPem);
    expect(await ask()).toHaveLength(2);
    await rm(path);
    expect(await ask()).toHaveLength(2);
    await writeFile(path, "no certificate");
    expect(await ask()).toHaveLength(2);
    await writeFile(path, aCertificate(anAuthority(), { dnsNames: [HOST] }).rootsPem);
    await expect(ask()).rejects.toMatchObject({ code: "not-connected" });
    await writeFile(path, plane.rootsPem);
    expect(await ask()).toHaveLength(2);
    await rm(folder, { recursive: true });
  });

  test("finds a CA that comes back", async () => {
    await using plane = await aControlPlane();
    using client = new CaGrpcClient(plane.endpoint, systemClock);
    const ask = () => client.createCertificate({ csrPem: "csr", validitySeconds: 1 }, never);
    await ask();
    const { port } = plane;
    await plane.server[Symbol.asyncDispose]();
    await expect(ask()).rejects.toBeInstanceOf(XdsGrpcError);
    await expect(ask()).rejects.toMatchObject({ code: "not-connected" });
    const tls = aCertificate(plane.authority, { dnsNames: [HOST] });
    await using _next = await aControlPlane({ server: { port, tls } });
    expect(await ask()).toHaveLength(2);
  });
});
