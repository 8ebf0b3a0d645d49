// Credentials and connections over real sockets: TLS, files that are replaced, kubeconfigs, connections that break.
import { createPublicKey, generateKeyPairSync } from "node:crypto";
import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer, type IncomingMessage } from "node:http";
import { type AddressInfo, connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Duplex } from "node:stream";
import { formatErrorChain } from "@ambit/errors";
import { CertificateAuthority } from "@ambit/identity";
import { FakeClock } from "@ambit/lifecycle/testing";
import { describe, expect, test } from "vitest";
import { type KubeObject, type KubeSource, openKubeClient } from "../src/index.ts";
import { aPod, PODS } from "../src/testing/an-object.ts";
import { answer, type Script, scriptedServer } from "./scripted-server.ts";

const NAME = { namespace: "default", name: "client" };
const SERVER_NAME = "api.server.test";

/** Files of one test. */
async function temporaryFolder() {
  const path = await mkdtemp(join(tmpdir(), "ambit-kube-"));
  return {
    write: async (name: string, text: string) => {
      await writeFile(join(path, name), text);
      return join(path, name);
    },
    path,
    [Symbol.asyncDispose]: () => rm(path, { recursive: true }),
  };
}

/** A key with a certificate for a DNS name, signed by an authority of its own. */
function aServingCertificate(dnsName = SERVER_NAME) {
  const nowMs = Date.now();
  const authority = CertificateAuthority.generate({ trustDomain: "cluster.local", nowMs });
  const { privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const publicKeyDer = createPublicKey(privateKey).export({ type: "spki", format: "der" });
  const issued = authority.issue({
    publicKeyDer,
    names: { dnsNames: [dnsName] },
    notBeforeMs: nowMs - 60_000,
    notAfterMs: nowMs + 3_600_000,
    nowMs,
  });
  const key = privateKey.export({ type: "pkcs8", format: "pem" }).toString();
  return { key, cert: issued.chainPem.join(""), ca: issued.rootsPem.join("") };
}

const answerPod: Script = (_request, response) => answer(response, 200, aPod());

/** Answers 401 unless the token is the one expected at that moment. */
function checkToken(expected: { token: string }): Script {
  return ({ headers }, response) => {
    const isKnown = headers.authorization === `Bearer ${expected.token}`;
    answer(response, isKnown ? 200 : 401, isKnown ? aPod() : { reason: "Unauthorized", message: "who?" });
  };
}

async function getPod(source: KubeSource): Promise<KubeObject> {
  using client = await openKubeClient(source);
  return await client.get(PODS, NAME);
}

describe("explicit source", () => {
  test("trusts the CA it was given and no other, and checks the name", async () => {
    await using files = await temporaryFolder();
    const certificate = aServingCertificate();
    await using server = await scriptedServer(answerPod, certificate);
    const caFile = await files.write("ca.pem", certificate.ca);
    const otherCaFile = await files.write("other.pem", aServingCertificate().ca);
    const source = { kind: "explicit", server: server.url, tlsServerName: SERVER_NAME, caFile } as const;
    expect(await getPod(source)).toEqual(aPod());
    const failures = [
      { ...source, caFile: otherCaFile },
      { ...source, caFile: undefined },
      { ...source, tlsServerName: "other.test" },
    ];
    for (const wrong of failures) {
      await expect(getPod(wrong)).rejects.toMatchObject({ code: "unreachable" });
    }
  });

  test("shows its client certificate", async () => {
    await using files = await temporaryFolder();
    const serving = aServingCertificate();
    const own = aServingCertificate("controller");
    const options = { ...serving, ca: own.ca, requestCert: true, rejectUnauthorized: true };
    await using server = await scriptedServer(answerPod, options);
    const source = {
      kind: "explicit",
      server: server.url,
      tlsServerName: SERVER_NAME,
      caFile: await files.write("ca.pem", serving.ca),
    } as const;
    await expect(getPod(source)).rejects.toMatchObject({ code: "unreachable" });
    const certificateFile = await files.write("own.pem", own.cert);
    const keyFile = await files.write("own.key", own.key);
    expect(await getPod({ ...source, certificateFile, keyFile })).toEqual(aPod());
  });

  test("a token that was replaced is read again when the old one is refused", async () => {
    await using files = await temporaryFolder();
    const expected = { token: "one" };
    await using server = await scriptedServer(checkToken(expected));
    const tokenFile = await files.write("token", "one\n");
    using client = await openKubeClient({ kind: "explicit", server: server.url, tokenFile });
    await client.get(PODS, NAME);
    expected.token = "two";
    await expect(client.get(PODS, NAME)).rejects.toMatchObject({
      code: "unauthorized",
      message: expect.stringContaining("who?"),
    });
    await files.write("token", "two\n");
    await client.get(PODS, NAME);
  });

  test("a CA that was replaced is used for the connections from then on", async () => {
    await using files = await temporaryFolder();
    const [first, second] = [aServingCertificate(), aServingCertificate()];
    await using oldServer = await scriptedServer(answerPod, first);
    const caFile = await files.write("ca.pem", first.ca);
    const clock = new FakeClock();
    const source = { kind: "explicit", server: oldServer.url, tlsServerName: SERVER_NAME, caFile } as const;
    using client = await openKubeClient(source, { clock });
    await client.get(PODS, NAME);
    await files.write("ca.pem", second.ca);
    clock.advance(10_000);
    await expect(client.get(PODS, NAME)).rejects.toMatchObject({ code: "unreachable" });
    await files.write("ca.pem", first.ca + second.ca);
    clock.advance(10_000);
    await client.get(PODS, NAME);
  });

  test.each([
    ["a file that is missing", { tokenFile: "/nonexistent/token" }, "cannot read /nonexistent/token"],
    ["an empty token", { tokenFile: "/dev/null" }, "/dev/null holds no token"],
    ["an address that is none", { server: "localhost:6443" }, "localhost:6443 is no http or https URL"],
  ])("%s is named before anything is sent", async (_name, fields, words) => {
    const source = { kind: "explicit", server: "http://127.0.0.1:1", ...fields } as const;
    const error: unknown = await openKubeClient(source).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code: "bad-config" });
    expect(formatErrorChain(error)).toContain(words);
  });

  test("a server that is not there is unreachable", async () => {
    const gone = await scriptedServer(answerPod);
    await gone[Symbol.asyncDispose]();
    await expect(getPod({ kind: "explicit", server: gone.url })).rejects.toMatchObject({
      code: "unreachable",
      cause: expect.objectContaining({ code: "ECONNREFUSED" }),
    });
  });
});

describe("kubeconfig", () => {
  interface Parts {
    readonly server: string;
    readonly cluster?: object;
    readonly user?: object;
  }

  const kubeconfig = ({ server, cluster = {}, user = {} }: Parts) =>
    JSON.stringify({
      apiVersion: "v1",
      kind: "Config",
      clusters: [{ name: "c", cluster: { server, ...cluster } }],
      users: [{ name: "u", user }],
      contexts: [
        { name: "good", context: { cluster: "c", user: "u" } },
        { name: "bad", context: { cluster: "c", user: "nobody" } },
        { name: "nobody", context: { cluster: "c" } },
      ],
      "current-context": "good",
    });
  const base64 = (text: string) => Buffer.from(text).toString("base64");

  test("with certificates inside, and a server name", async () => {
    await using files = await temporaryFolder();
    const serving = aServingCertificate();
    const own = aServingCertificate("controller");
    const options = { ...serving, ca: own.ca, requestCert: true, rejectUnauthorized: true };
    await using server = await scriptedServer(answerPod, options);
    const cluster = { "certificate-authority-data": base64(serving.ca), "tls-server-name": SERVER_NAME };
    const user = { "client-certificate-data": base64(own.cert), "client-key-data": base64(own.key) };
    const path = await files.write("config", kubeconfig({ server: server.url, cluster, user }));
    expect(await getPod({ kind: "kubeconfig", path })).toEqual(aPod());
  });

  test.each<[string, (folder: string) => object]>([
    ["a token", () => ({ token: "one" })],
    ["a token file beside it", () => ({ tokenFile: "token" })],
    ["a token file elsewhere", (folder) => ({ tokenFile: join(folder, "token") })],
    [
      "a program",
      (folder) => ({
        exec: {
          apiVersion: "client.authentication.k8s.io/v1",
          command: "cat",
          args: [join(folder, "credential.json")],
          interactiveMode: "Never",
        },
      }),
    ],
  ])("with %s, over plain HTTP", async (_name, userOf) => {
    await using files = await temporaryFolder();
    await using server = await scriptedServer(checkToken({ token: "one" }));
    await files.write("token", "one\n");
    await files.write(
      "credential.json",
      JSON.stringify({ kind: "ExecCredential", status: { token: "one" } }),
    );
    const path = await files.write("config", kubeconfig({ server: server.url, user: userOf(files.path) }));
    expect(await getPod({ kind: "kubeconfig", path })).toEqual(aPod());
  });

  test("a file that was replaced is read again, and so is what a program says, after a refusal", async () => {
    await using files = await temporaryFolder();
    const expected = { token: "one" };
    await using server = await scriptedServer(checkToken(expected));
    const credential = (token: string) => JSON.stringify({ status: { token } });
    const credentialPath = await files.write("credential.json", credential("one"));
    const user = { exec: { command: "cat", args: [credentialPath] } };
    const path = await files.write("config", kubeconfig({ server: server.url, user }));
    using client = await openKubeClient({ kind: "kubeconfig", path });
    await client.get(PODS, NAME);
    expected.token = "two";
    await files.write("credential.json", credential("two"));
    await client.get(PODS, NAME);
    expected.token = "three";
    await files.write("config", kubeconfig({ server: server.url, user: { token: "three" } }));
    await client.get(PODS, NAME);
  });

  test("through a proxy, with TLS inside the tunnel", async () => {
    await using files = await temporaryFolder();
    const serving = aServingCertificate();
    await using server = await scriptedServer(answerPod, serving);
    const tunnels: string[] = [];
    const proxy = createServer();
    proxy.on("connect", (request: IncomingMessage, socket: Duplex) => {
      tunnels.push(request.url ?? "");
      const target = connect(server.port, "127.0.0.1", () => {
        socket.write("HTTP/1.1 200 Connection established\r\n\r\n");
        socket.pipe(target).pipe(socket);
      });
      target.on("error", () => socket.destroy());
      socket.on("error", () => target.destroy());
    });
    proxy.listen(0, "127.0.0.1");
    await once(proxy, "listening");
    const { port } = proxy.address() as AddressInfo;
    const cluster = {
      "certificate-authority-data": base64(serving.ca),
      "tls-server-name": SERVER_NAME,
      "proxy-url": `http://127.0.0.1:${port}`,
    };
    const path = await files.write("config", kubeconfig({ server: server.url, cluster }));
    expect(await getPod({ kind: "kubeconfig", path })).toEqual(aPod());
    expect(tunnels).toEqual([`127.0.0.1:${server.port}`]);
    proxy.close();
  });

  test("without a user", async () => {
    await using files = await temporaryFolder();
    await using server = await scriptedServer(answerPod);
    const path = await files.write("config", kubeconfig({ server: server.url }));
    expect(await getPod({ kind: "kubeconfig", path, context: "nobody" })).toEqual(aPod());
  });

  test.each([
    ["a context without a user", { context: "bad" }, 'context "bad" has no cluster or no user'],
    ["a context that is not there", { context: "none" }, 'context "none" has no cluster or no user'],
    [
      "a file that is not there",
      { path: "/nonexistent/config" },
      "cannot use kubeconfig /nonexistent/config",
    ],
  ])("%s is named", async (_name, fields, words) => {
    await using files = await temporaryFolder();
    const path = await files.write("config", kubeconfig({ server: "http://127.0.0.1:1" }));
    const source = { kind: "kubeconfig", path, ...fields } as const;
    const error: unknown = await openKubeClient(source).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code: "bad-config" });
    expect(formatErrorChain(error)).toContain(words);
  });
});

describe("connections", () => {
  test("calls share a few, and a watch takes none of theirs", async () => {
    await using server = await scriptedServer(({ query }, response) => {
      if (query.has("watch")) {
        response.writeHead(200).flushHeaders();
        return;
      }
      answer(response, 200, aPod());
    });
    using client = await openKubeClient({ kind: "explicit", server: server.url });
    const controller = new AbortController();
    const watches = Array.from({ length: 40 }, async () => {
      const options = { resourceVersion: "1", lifetimeMs: 300_000, signal: controller.signal };
      for await (const _ of client.watch(PODS, {}, options));
    });
    for (let count = 0; count < 50; count += 1) {
      await client.get(PODS, NAME);
    }
    await Promise.all(Array.from({ length: 50 }, () => client.get(PODS, NAME)));
    expect(server.connectionCount).toBeLessThanOrEqual(40 + 32);
    controller.abort(new Error("done"));
    const ended = await Promise.allSettled(watches);
    expect(ended.every((each) => each.status === "rejected" && each.reason.message === "done")).toBe(true);
  });

  test("one that the server closed while it was idle costs nothing that can be repeated", async () => {
    await using server = await scriptedServer(({ socket }, response) => {
      answer(response, 200, aPod());
      // Closed without a word the moment that the next request arrives on it.
      response.once("close", () => socket.once("data", () => socket.resetAndDestroy()));
    });
    using client = await openKubeClient({ kind: "explicit", server: server.url });
    for (let count = 0; count < 5; count += 1) {
      expect(await client.get(PODS, NAME)).toEqual(aPod());
      expect(await client.update(PODS, aPod())).toEqual(aPod());
    }
    const pod = { ...aPod(), apiVersion: "v1", kind: "Pod" };
    await expect(client.create(PODS, "default", pod)).rejects.toMatchObject({ code: "unreachable" });
  });

  test.each<[string, Script]>([
    ["before the answer", ({ socket }) => void socket.destroy()],
    [
      "in the middle of it",
      ({ socket }, response) => {
        response.writeHead(200, { "content-length": "100" });
        response.write('{"metadata":', () => socket.destroy());
      },
    ],
    [
      "in the middle of a part",
      ({ socket }, response) => {
        response.write('{"metadata":', () => socket.destroy());
      },
    ],
  ])("one that breaks %s is unreachable", async (_name, script) => {
    await using server = await scriptedServer(script);
    await expect(getPod({ kind: "explicit", server: server.url })).rejects.toMatchObject({
      code: "unreachable",
    });
  });

  test("none is left when the client is disposed", async () => {
    await using server = await scriptedServer(answerPod);
    const client = await openKubeClient({ kind: "explicit", server: server.url });
    await client.get(PODS, NAME);
    expect(server.connections.size).toBe(1);
    const [connection] = server.connections;
    const closed = new Promise((resolve) => connection?.once("close", resolve));
    client[Symbol.dispose]();
    await closed;
    expect(server.connections.size).toBe(0);
  });
});
