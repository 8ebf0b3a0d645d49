// Ports of pods through the embedded API server, which speaks the WebSocket form of port forwarding.
import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { request } from "node:http";
import { connect, createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Duplex, PassThrough } from "node:stream";
import { buffer } from "node:stream/consumers";
import { generateServingCertificate } from "@ambit/kube-embedded";
import { anApiServer } from "@ambit/kube-embedded/testing";
import { expect, test } from "vitest";
import { WebSocket, WebSocketServer } from "ws";
import { type KubeSource, openKubeClient, openPodPort } from "../src/index.ts";
import { settingsLoader } from "../src/kube-source.ts";
import { aPod, PODS } from "../src/testing/an-object.ts";

const POD = { namespace: "default", name: "client" };

async function aCluster(openPort?: (port: number) => Promise<Duplex>) {
  const folder = await mkdtemp(join(tmpdir(), "ambit-pod-port-"));
  const server = await anApiServer({
    anonymousAdmin: false,
    certificate: generateServingCertificate(Date.now()),
    ...(openPort === undefined ? {} : { openPodPort: ({ port }) => openPort(port) }),
  });
  const path = join(folder, "kubeconfig");
  await writeFile(path, server.kubeconfig);
  const source: KubeSource = { kind: "kubeconfig", path };
  using client = await openKubeClient(source);
  const { metadata, spec } = aPod();
  await client.create(PODS, POD.namespace, {
    apiVersion: "v1",
    kind: "Pod",
    metadata: { name: metadata.name },
    spec,
  });
  return {
    source,
    server,
    [Symbol.asyncDispose]: async () => {
      await server.close();
      await rm(folder, { recursive: true });
    },
  };
}

test("bytes go both ways, whatever their number, and the end arrives", async () => {
  const echo = createServer((socket) => socket.pipe(socket)).listen(0, "127.0.0.1");
  await once(echo, "listening");
  const asked: number[] = [];
  await using cluster = await aCluster(async (port) => {
    asked.push(port);
    return connect({ port: (echo.address() as { port: number }).port, host: "127.0.0.1" });
  });
  const sent = Buffer.alloc(3_000_000, "ambit");
  const stream = await openPodPort(cluster.source, { ...POD, port: 15_000 });
  stream.write(sent);
  const received: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of stream as AsyncIterable<Buffer>) {
    received.push(chunk);
    bytes += chunk.length;
    if (bytes >= sent.length) break;
  }
  expect(Buffer.concat(received).equals(sent)).toBe(true);
  expect(asked).toEqual([15_000]);
  stream.destroy();
  echo.close();
});

test("HTTP goes over it", async () => {
  const web = createServer((socket) => {
    socket.on("data", () =>
      socket.end("HTTP/1.1 200 OK\r\ncontent-length: 5\r\nconnection: close\r\n\r\nhello"),
    );
  }).listen(0, "127.0.0.1");
  await once(web, "listening");
  await using cluster = await aCluster(async () =>
    connect({ port: (web.address() as { port: number }).port, host: "127.0.0.1" }),
  );
  const stream = await openPodPort(cluster.source, { ...POD, port: 80 });
  const exchange = request({ path: "/", createConnection: () => stream });
  exchange.end();
  const [response] = await once(exchange, "response");
  expect((await buffer(response)).toString()).toBe("hello");
  web.close();
});

test("the end of the pod's side is the end of the stream", async () => {
  await using cluster = await aCluster(async () => {
    const pod = new PassThrough();
    pod.end("bye");
    return pod;
  });
  const stream = await openPodPort(cluster.source, { ...POD, port: 7 });
  expect((await buffer(stream)).toString()).toBe("bye");
});

test("what the pod's side cannot do is an error of the stream that says so", async () => {
  await using cluster = await aCluster(() => Promise.reject(new Error("nobody listens on port 9")));
  const stream = await openPodPort(cluster.source, { ...POD, port: 9 });
  await expect(buffer(stream)).rejects.toThrow("port 9 of pod default/client: nobody listens on port 9");
});

test("a client that is told of a failure can take its leave of the server", async () => {
  await using cluster = await aCluster(() => Promise.reject(new Error("nobody listens on port 9")));
  const { server, headers, tls } = await settingsLoader(cluster.source)(false);
  const url = `wss://${server.host}/api/v1/namespaces/default/pods/client/portforward?ports=9`;
  const socket = new WebSocket(url, ["v4.channel.k8s.io"], { headers, ...tls });
  const told = Promise.withResolvers<void>();
  socket.on("message", (message: Buffer) => {
    if (message.includes("nobody listens")) told.resolve();
  });
  await told.promise;
  socket.close();
  await once(socket, "close", { signal: AbortSignal.timeout(10_000) });
});

test("a server that does not take its leave does not hold the client", async () => {
  const deaf = new WebSocketServer({
    port: 0,
    host: "127.0.0.1",
    handleProtocols: () => "v4.channel.k8s.io",
  });
  deaf.on("connection", (client) => client.pause());
  await once(deaf, "listening");
  const { port } = deaf.address() as { port: number };
  const source: KubeSource = { kind: "explicit", server: `http://127.0.0.1:${port}` };
  const stream = await openPodPort(source, { ...POD, port: 9 });
  stream.destroy();
  await once(stream, "close", { signal: AbortSignal.timeout(10_000) });
  for (const client of deaf.clients) client.terminate();
  deaf.close();
});

test("refusals have the API's words: no such pod, bad ports, no forwarding, bad credentials", async () => {
  await using cluster = await aCluster(async () => new PassThrough());
  await expect(openPodPort(cluster.source, { ...POD, name: "nobody", port: 1 })).rejects.toMatchObject({
    code: "not-found",
    message: 'port 1 of pod default/nobody: pods "nobody" not found',
  });
  await expect(openPodPort(cluster.source, { ...POD, port: 0 })).rejects.toMatchObject({
    code: "bad-request",
  });
  const anonymous: KubeSource = {
    kind: "kubeconfig",
    path: await withoutToken(cluster.source),
  };
  await expect(openPodPort(anonymous, { ...POD, port: 1 })).rejects.toMatchObject({ code: "forbidden" });
  await using plain = await aCluster();
  await expect(openPodPort(plain.source, { ...POD, port: 1 })).rejects.toMatchObject({ code: "unsupported" });
});

test("an aborted caller gets its own reason, a stopped server an end", async () => {
  const cluster = await aCluster(async () => new PassThrough());
  const aborted = AbortSignal.abort(new Error("enough"));
  await expect(openPodPort(cluster.source, { ...POD, port: 1 }, { signal: aborted })).rejects.toThrow(
    "enough",
  );
  const stream = await openPodPort(cluster.source, { ...POD, port: 1 });
  const ended = buffer(stream).catch(() => Buffer.alloc(0));
  await cluster[Symbol.asyncDispose]();
  expect(await ended).toHaveLength(0);
  await expect(openPodPort(cluster.source, { ...POD, port: 1 })).rejects.toMatchObject({
    code: "bad-config",
  });
});

async function withoutToken(source: KubeSource): Promise<string> {
  if (source.kind !== "kubeconfig") throw new Error("no kubeconfig");
  const { readFile } = await import("node:fs/promises");
  const text = await readFile(source.path, "utf8");
  const path = `${source.path}.anonymous`;
  await writeFile(path, text.replace(/user:\n\s+token: \S+/, "user: {}"));
  return path;
}
