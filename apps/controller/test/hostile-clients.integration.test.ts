/** Clients that may not do what they try: each gets its status, and the others are served. */
import { createPrivateKey, X509Certificate } from "node:crypto";
import { CertificateAuthority, createCsr, generateKey, type WorkloadKey } from "@ambit/identity";
import type { KubeObject } from "@ambit/kube";
import { systemClock } from "@ambit/lifecycle";
import { IstioCertificateRequest, IstioCertificateResponse } from "@ambit/proto/ca";
import { encodeStruct } from "@ambit/proto/struct";
import { openDeltaStream } from "@ambit/xds-grpc";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { callRaw, type RawAnswer } from "./raw-grpc.ts";
import { aNode, Rig, type RunningController, SYSTEM_NAMESPACE, soon } from "./rig.ts";
import { TestProxy } from "./test-proxy.ts";

const PATH = "/istio.v1.auth.IstioCertificateService/CreateCertificate";
const CLIENT = "spiffe://cluster.local/ns/app/sa/client";
const REMOTE = "spiffe://cluster.local/ns/app/sa/remote";

/** One mesh for all tests: a client on n1, a remote on n2, a ztunnel on each. */
let rig: Rig;
let controller: RunningController;
const pods: Record<string, KubeObject> = {};

beforeAll(async () => {
  rig = await Rig.open();
  pods["client"] = await rig.pod("client", { ip: "10.0.0.2" });
  pods["remote"] = await rig.pod("remote", { ip: "10.0.1.2", node: "n2" });
  for (const [node, ip] of [
    ["n1", "10.0.0.9"],
    ["n2", "10.0.1.9"],
  ] as const) {
    pods[`ztunnel-${node}`] = await rig.pod(`ztunnel-${node}`, {
      namespace: SYSTEM_NAMESPACE,
      account: "ztunnel",
      node,
      ip,
      isEnrolled: false,
    });
  }
  controller = await rig.controller();
});

afterAll(async () => {
  await rig[Symbol.asyncDispose]();
});

/** A token of the pod's account, bound to it. */
function tokenOf(name: string, audience = "istio-ca"): Promise<string> {
  const pod = pods[name];
  const [namespace, account] = name.startsWith("ztunnel") ? [SYSTEM_NAMESPACE, "ztunnel"] : ["app", name];
  return rig.token(namespace, account, { audience, ...(pod === undefined ? {} : { pod }) });
}

interface Call {
  readonly token?: string | undefined;
  readonly clusterId?: string;
  readonly impersonate?: string;
  readonly csr?: string;
  readonly body?: Uint8Array;
  readonly key?: WorkloadKey;
  readonly client?: { readonly certificatePem: string; readonly keyPem: string };
}

function ask(call: Call): Promise<RawAnswer> {
  const { token, clusterId = "Kubernetes", impersonate, key = generateKey(), client } = call;
  const identity = { trustDomain: "cluster.local", namespace: "app", serviceAccount: "client" };
  const request = IstioCertificateRequest.encode({
    csr: call.csr ?? createCsr(identity, key),
    validityDuration: 3_600,
    ...(impersonate === undefined ? {} : { metadata: encodeStruct({ ImpersonatedIdentity: impersonate }) }),
  }).finish();
  return callRaw({
    port: controller.program.grpcServers.tls.address.port,
    rootsPem: controller.program.roots,
    path: PATH,
    body: call.body ?? request,
    headers: {
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
      ...(clusterId === "" ? {} : { clusterid: clusterId }),
    },
    ...(client === undefined ? {} : { client }),
  });
}

function leafOf({ body }: RawAnswer): X509Certificate {
  return new X509Certificate(IstioCertificateResponse.decode(body).certChain[0] ?? "");
}

let probes = 0;

/** A proxy that comes now gets everything, and hears of a change; and a certificate can be had. */
async function expectService(): Promise<void> {
  const token = await tokenOf("ztunnel-n1");
  await using proxy = await TestProxy.open({ endpoint: controller.endpoint(token), node: aNode() });
  probes += 1;
  const name = `probe-${probes}`;
  await rig.pod(name, { ip: `10.0.5.${probes}`, account: "client", node: "n3" });
  await soon(() => expect(proxy.addresses).toContain(`Kubernetes//Pod/app/${name}`));
  expect(await ask({ token, impersonate: CLIENT })).toMatchObject({ code: 0 });
}

const AUTHENTICATION = { code: 16, message: "request authenticate failure" };
const IMPERSONATION = { code: 16, message: "request impersonation authentication failure" };

describe("a certificate is refused", () => {
  test.each<{
    readonly what: string;
    readonly call: () => Promise<Call>;
    readonly answer: Partial<RawAnswer>;
  }>([
    { what: "without a token", call: async () => ({}), answer: AUTHENTICATION },
    { what: "for a token that is none", call: async () => ({ token: "garbage" }), answer: AUTHENTICATION },
    {
      what: "for a token that nobody signed",
      call: async () => ({ token: (await tokenOf("client")).replace(/\.[^.]*$/, ".AAAA") }),
      answer: AUTHENTICATION,
    },
    {
      what: "for a token of another audience",
      call: async () => ({ token: await tokenOf("ztunnel-n1", "other"), impersonate: CLIENT }),
      answer: AUTHENTICATION,
    },
    {
      what: "for the API server's own token",
      call: async () => ({ token: await tokenOf("client", "https://kubernetes.default.svc.cluster.local") }),
      answer: AUTHENTICATION,
    },
    {
      what: "for a token with another cluster's name",
      call: async () => ({ token: await tokenOf("ztunnel-n1"), clusterId: "other", impersonate: CLIENT }),
      answer: AUTHENTICATION,
    },
    {
      what: "to a workload that impersonates, even itself",
      call: async () => ({ token: await tokenOf("client"), impersonate: CLIENT }),
      answer: IMPERSONATION,
    },
    {
      what: "to a node proxy for an identity on another node",
      call: async () => ({ token: await tokenOf("ztunnel-n1"), impersonate: REMOTE }),
      answer: IMPERSONATION,
    },
    {
      what: "to a node proxy for an identity of another trust domain",
      call: async () => ({
        token: await tokenOf("ztunnel-n1"),
        impersonate: CLIENT.replace("cluster.local", "elsewhere"),
      }),
      answer: IMPERSONATION,
    },
    {
      what: "to a node proxy that does not name its cluster",
      call: async () => ({ token: await tokenOf("ztunnel-n1"), clusterId: "", impersonate: CLIENT }),
      answer: IMPERSONATION,
    },
    {
      what: "to a node proxy whose token is bound to no pod",
      call: async () => ({ token: await rig.token(SYSTEM_NAMESPACE, "ztunnel"), impersonate: CLIENT }),
      answer: IMPERSONATION,
    },
    {
      what: "for a CSR that is none",
      call: async () => ({ token: await tokenOf("ztunnel-n1"), impersonate: CLIENT, csr: "garbage" }),
      answer: {
        code: 3,
        message: "CSR signing error (certificate signing request is not properly encoded)",
      },
    },
    {
      what: "for bytes that are no request",
      call: async () => ({ token: await tokenOf("ztunnel-n1"), body: Buffer.from("garbage") }),
      answer: { code: 3 },
    },
    {
      what: "for a message of 10 MB",
      call: async () => ({ token: await tokenOf("ztunnel-n1"), csr: "A".repeat(10_000_000) }),
      answer: { code: 8 },
    },
  ])("$what", async ({ call, answer }) => {
    expect(await ask(await call())).toMatchObject(answer);
    await expectService();
  });

  test("to the holder of a token whose pod is gone, and to that of its successor's predecessor", async () => {
    const options = { namespace: SYSTEM_NAMESPACE, account: "ztunnel", node: "n1", ip: "10.0.0.77" };
    const old = await rig.pod("ztunnel-old", options);
    const token = await rig.token(SYSTEM_NAMESPACE, "ztunnel", { pod: old });
    await rig.delete("Pod", SYSTEM_NAMESPACE, "ztunnel-old");
    expect(await ask({ token, impersonate: CLIENT })).toMatchObject(AUTHENTICATION);
    await rig.pod("ztunnel-old", options);
    expect(await ask({ token, impersonate: CLIENT })).toMatchObject(AUTHENTICATION);
  });

  test("only for as long as the identity is not on the node", async () => {
    const token = await tokenOf("ztunnel-n1");
    const impersonate = "spiffe://cluster.local/ns/app/sa/mover";
    expect(await ask({ token, impersonate })).toMatchObject(IMPERSONATION);
    await rig.pod("mover", { ip: "10.0.0.50" });
    await soon(async () => expect(await ask({ token, impersonate })).toMatchObject({ code: 0 }));
    await rig.delete("Pod", "app", "mover");
    await soon(async () => expect(await ask({ token, impersonate })).toMatchObject(IMPERSONATION));
  });

  test("and the caller learns no reason, which the log has", async () => {
    await ask({ token: await tokenOf("ztunnel-n1"), impersonate: REMOTE });
    expect(await controller.log()).toContain(
      `warn\tserverca\timpersonation failed for identity ${REMOTE}, error: no instances of "app/remote" found on node "n1"`,
    );
    const token = await tokenOf("ztunnel-n1", "other");
    await ask({ token, impersonate: CLIENT });
    const log = await controller.log();
    expect(log).toMatch(/error\tsecurity\tFailed to authenticate client from 127\.0\.0\.1:\d+: .*audiences/);
    expect(log).not.toContain(token);
    expect(log).not.toContain("PRIVATE KEY");
  });
});

/** A certificate with its key, as a workload of the mesh has them. */
async function aWorkloadCertificate(): Promise<{ readonly certificatePem: string; readonly keyPem: string }> {
  const key = generateKey();
  const { body } = await ask({ token: await tokenOf("client"), key });
  const certificatePem = IstioCertificateResponse.decode(body).certChain[0] ?? "";
  return { certificatePem, keyPem: pemOf(key) };
}

function pemOf(key: WorkloadKey): string {
  const privateKey = createPrivateKey({
    key: Buffer.from(key.privateKeyPkcs8),
    format: "der",
    type: "pkcs8",
  });
  return privateKey.export({ type: "pkcs8", format: "pem" }).toString();
}

describe("a client certificate", () => {
  test("of the mesh renews itself, and is good for nobody else", async () => {
    const client = await aWorkloadCertificate();
    const renewed = await ask({ client });
    expect(renewed.code).toBe(0);
    expect(leafOf(renewed).subjectAltName).toBe(`URI:${CLIENT}`);
    expect(await ask({ client, impersonate: REMOTE })).toMatchObject(IMPERSONATION);
    await expectService();
  });

  test("of another CA ends the connection", async () => {
    const authority = CertificateAuthority.generate({ trustDomain: "cluster.local", nowMs: Date.now() });
    const key = generateKey();
    const issued = authority.issue({
      publicKeyDer: key.publicKeyDer,
      names: { uris: [CLIENT] },
      notBeforeMs: Date.now() - 1_000,
      notAfterMs: Date.now() + 60_000,
      nowMs: Date.now(),
    });
    const client = { certificatePem: issued.chainPem[0] ?? "", keyPem: pemOf(key) };
    expect(await ask({ client })).toMatchObject({ code: undefined });
    await expectService();
  });
});

describe("an xDS stream is refused", () => {
  const opening = async (endpoint: ReturnType<RunningController["endpoint"]>, node = aNode()) => {
    using stream = await openDeltaStream({
      endpoint,
      clock: systemClock,
      signal: new AbortController().signal,
    });
    stream.send({
      node,
      typeUrl: "type.googleapis.com/istio.workload.Address",
      subscribe: ["*"],
      unsubscribe: [],
      initialVersions: new Map(),
      responseNonce: "",
    });
    const end = await stream.next();
    return "outcome" in end ? end.message : "answered";
  };

  test("without a token, and with one of another audience", async () => {
    expect(await opening(controller.endpoint(undefined))).toBe("status 16: authentication failure");
    const other = await tokenOf("ztunnel-n1", "other");
    expect(await opening(controller.endpoint(other))).toBe("status 16: authentication failure");
    await expectService();
  });

  test("to a workload that says it is the node's proxy", async () => {
    expect(await opening(controller.endpoint(await tokenOf("client")))).toBe(
      `status 7: authorization failed: no identities ([${CLIENT}]) matched istio-system/ztunnel`,
    );
    await expectService();
  });

  test("for a node that is none", async () => {
    const token = await tokenOf("ztunnel-n1");
    const node = { id: "nonsense", metadata: {} };
    expect(await opening(controller.endpoint(token), node)).toBe(
      'status 3: missing parts in the service node "nonsense"',
    );
  });
});

test("a proxy that refuses what it is sent is logged and counted, and the others take it", async () => {
  const token = await tokenOf("ztunnel-n1");
  const refuse = new Set(["Kubernetes//Pod/app/refused"]);
  await using refusing = await TestProxy.open({
    endpoint: controller.endpoint(token),
    node: aNode(),
    refuse,
  });
  await using taking = await TestProxy.open({
    endpoint: controller.endpoint(await tokenOf("ztunnel-n2")),
    node: aNode("n2", "ztunnel-n2"),
  });
  await rig.pod("refused", { ip: "10.0.7.1", account: "client" });
  await soon(() => expect(taking.addresses).toContain("Kubernetes//Pod/app/refused"));
  await soon(() => expect(refusing.events.some(({ kind }) => kind === "nack")).toBe(true));
  await soon(async () =>
    expect(await controller.get("/metrics")).toMatch(/^pilot_total_xds_rejects\{type="wds"\} 1$/m),
  );
  expect(await controller.log()).toMatch(
    /warn\tads\tADS:WDS: ACK ERROR\t.*proxy=ztunnel-n1\.istio-system.*refused/,
  );
  await rig.pod("after", { ip: "10.0.7.2", account: "client" });
  await soon(() => expect(refusing.addresses).toContain("Kubernetes//Pod/app/after"));
});

test("a flood of bad tokens is refused, while who has a good one is served", async () => {
  const forged = (await tokenOf("client")).split(".").slice(0, 2).join(".");
  const flood = Array.from({ length: 300 }, (_, index) => ask({ token: `${forged}.AAAA${index}` }));
  const [answers] = await Promise.all([Promise.all(flood), expectService()]);
  expect(new Set(answers.map(({ code }) => code))).toEqual(new Set([16]));
  expect(answers.every(({ message }) => message === AUTHENTICATION.message)).toBe(true);
});
