// What our ztunnel sends as an HBONE client, opposite TLS and HTTP/2 of node, against what a stock ztunnel sent.
import type { ServerHttp2Stream } from "node:http2";
import type { Socket } from "node:net";
import { parseSocketAddress } from "@ambit/addr";
import { eventually } from "@ambit/lifecycle/testing";
import { afterAll, beforeAll, expect, test } from "vitest";
import { describeNetns } from "../src/describe-netns.ts";
import type { FrameRecord } from "./support/frames.ts";
import { acceptTapped, type TappedConnection } from "./support/hbone-server.ts";
import { formatMesh } from "./support/mesh.ts";
import { issue } from "./support/peer-identity.ts";
import { readRecording, recordedFrames } from "./support/recording.ts";
import { startZtunnelPod, type ZtunnelPod } from "./support/ztunnel-pod.ts";

const RECORDING = "what-ztunnel-sends.jsonl";
const CLIENT_IP = "10.201.1.45";
const SERVER_IP = "10.201.2.49";
const VIP = "10.96.0.20";
const MESH = formatMesh(
  [
    { name: "client", ip: CLIENT_IP, revision: "latest" },
    {
      name: "rec",
      ip: SERVER_IP,
      revision: "v1",
      services: { "app/rec.app.svc.cluster.local": { 9191: 9191 } },
    },
  ],
  [{ name: "rec", vip: VIP, ports: { 9191: 9191 } }],
);
/** Numbers of TLS extensions. */
const STATUS_REQUEST = 5;
const SUPPORTED_GROUPS = 10;
const PING_AFTER_MS = 10_000;
const PING_TOLERANCE_MS = 1_500;

const frames = recordedFrames(RECORDING);
const [recordedHello] = readRecording(RECORDING).filter((line) => line.client_hello !== undefined);
const recordedRequests = frames.filter(({ recv }) => recv === "HEADERS");

/** Where the recorded application connected to, and whether it ended its side at once. */
const CONNECTIONS = [
  { stream: 1, destination: `${SERVER_IP}:9090`, ends: true },
  { stream: 3, destination: `${VIP}:9191`, ends: true },
  { stream: 5, destination: `${VIP}:9191`, ends: true },
  { stream: 7, destination: `${SERVER_IP}:9090`, ends: false },
];

describeNetns("a ztunnel's tunnel", () => {
  let pod: ZtunnelPod;
  let tunnel: TappedConnection;
  let tunnelCount = 0;
  let upAtMs = 0;
  const ports: string[] = [];
  const sockets: Socket[] = [];

  beforeAll(async () => {
    pod = await startZtunnelPod({
      prefix: "hbcli",
      podAddress: `${CLIENT_IP}/16`,
      peerAddress: `${SERVER_IP}/16`,
      workload: "app/client/client",
      mesh: MESH,
      isRedirected: true,
      // Each thread has a pool of its own, and the recorded program put all connections in one tunnel.
      env: { ZTUNNEL_WORKER_THREADS: "1" },
    });
    const certificate = issue(pod.authority, "spiffe://cluster.local/ns/app/sa/rec");
    const { promise, resolve, reject } = Promise.withResolvers<TappedConnection>();
    await pod.peer.listen(parseSocketAddress(`${SERVER_IP}:15008`), (socket) => {
      tunnelCount++;
      const options = { certificate, rootsPem: pod.authority.rootsPem, onStream: answer };
      acceptTapped(socket, options).then(resolve, reject);
    });
    for (const { stream, destination, ends } of CONNECTIONS) {
      const socket = await pod.app.connect(parseSocketAddress(destination));
      sockets.push(socket);
      socket.on("error", () => undefined);
      ports.push(`${socket.localPort}`);
      socket.write("ping\n");
      if (ends) socket.end();
      socket.resume();
      tunnel = await promise;
      if (upAtMs === 0) upAtMs = performance.now();
      await eventually(() => expect(tunnel.log.ofType("DATA", stream)).toHaveLength(ends ? 2 : 1));
      await eventually(() => expect(socket.closed).toBe(ends));
    }
  });

  afterAll(async () => {
    sockets.forEach((socket) => socket.destroy());
    tunnel?.session.destroy();
    await pod?.[Symbol.asyncDispose]();
  });

  test("offers what a stock one offers in its ClientHello", () => {
    const { sni, alpn, versions, ciphers, groups } = tunnel.hello;
    expect({ sni, alpn, versions, ciphers, groups: groups.toSorted() }).toEqual({
      sni: recordedHello?.sni,
      alpn: recordedHello?.alpn,
      versions: recordedHello?.versions,
      ciphers: recordedHello?.ciphers,
      groups: (recordedHello?.groups as readonly string[] | undefined)?.toSorted(),
    });
    expect(tunnel.tls.alpnProtocol).toBe("h2");
    expect(tunnel.tls.getPeerCertificate().subjectaltname).toBe(
      "URI:spiffe://cluster.local/ns/app/sa/client",
    );
  });

  test("asks for no OCSP staple", () => {
    expect(tunnel.hello.extensions).toContain(SUPPORTED_GROUPS);
    expect(tunnel.hello.extensions).not.toContain(STATUS_REQUEST);
  });

  test("carries all connections to the pod", () => {
    expect(tunnelCount).toBe(1);
  });

  test("begins with the recorded settings, window and request", () => {
    const first = (all: readonly FrameRecord[]): readonly FrameRecord[] => all.slice(0, 2);
    expect(first(tunnel.log.records)).toEqual(first(frames));
    expect(tunnel.log.records[2]).toMatchObject({ recv: "HEADERS", stream: 1 });
    expect(tunnel.log.ofType("SETTINGS").filter(({ flags }) => flags === "0x1")).toHaveLength(1);
  });

  test.each(recordedRequests.map((recorded, index) => ({ recorded, index, stream: recorded.stream })))(
    "asks with the recorded fields and length in stream $stream",
    ({ recorded, index, stream }) => {
      const [sent] = tunnel.log.ofType("HEADERS", stream);
      const headers = tunnel.requests.get(stream) ?? [];
      expect(headers.map(withoutRandomness)).toEqual(recorded.headers?.map(withoutRandomness));
      expect(headers.find((line) => line.startsWith("forwarded"))).toContain(
        `"${CLIENT_IP}:${ports[index]}"`,
      );
      expect(sent).toEqual({
        recv: "HEADERS",
        stream,
        flags: recorded.flags,
        end_stream: false,
        length: recorded.length + randomBytesOf(headers) - randomBytesOf(recorded.headers ?? []),
      });
    },
  );

  test.each(CONNECTIONS)("sends the recorded DATA in stream $stream", async ({ stream, ends }) => {
    const recorded = frames.filter((frame) => frame.recv === "DATA" && frame.stream === stream);
    // The recorded application of the last stream ended its side half a minute later.
    if (!ends) sockets.at(-1)?.end();
    await eventually(() => expect(tunnel.log.ofType("DATA", stream)).toEqual(recorded));
  });

  test("is watched by a PING of the recorded payload after 10 s", async () => {
    const limits = { timeoutMs: PING_AFTER_MS + PING_TOLERANCE_MS };
    await eventually(() => expect(tunnel.log.ofType("PING")).toHaveLength(1), limits);
    expect(Math.abs(performance.now() - upAtMs - PING_AFTER_MS)).toBeLessThan(PING_TOLERANCE_MS);
    expect(tunnel.log.ofType("PING")[0]).toEqual(frames.find(({ recv }) => recv === "PING"));
  });
});

function answer(stream: ServerHttp2Stream): void {
  stream.respond({ ":status": 200 });
  stream.resume();
  stream.once("end", () => stream.end());
}

/** Trace ids and ports are of the connection. */
function withoutRandomness(line: string): string {
  if (line.startsWith("traceparent: ")) return line.replaceAll(/[0-9a-f]/g, "x");
  return line.startsWith("forwarded: ") ? line.replace(/:\d+"/, ':port"') : line;
}

/** HPACK bytes of the two values that differ between any two runs. */
function randomBytesOf(headers: readonly string[]): number {
  const values = ["traceparent", "forwarded"].map(
    (name) => headers.find((line) => line.startsWith(`${name}: `))?.slice(name.length + 2) ?? "",
  );
  return values.reduce((sum, value) => sum + huffmanBytes(value), 0);
}

/** Lengths in bits of the Huffman code (RFC 7541 Appendix B) for the characters of these values. */
const CODE_BITS: readonly (readonly [characters: string, bits: number])[] = [
  ["012aceiost", 5],
  ["%-./3456789=A_bdfghlmnpru", 6],
  [":BCDEFGHIJKLMNOPQRSTUVWYjkqvwxyz", 7],
  ["&*,;XZ", 8],
  ['!"()?', 10],
];

function huffmanBytes(value: string): number {
  const bits = [...value].map(
    (character) => CODE_BITS.find(([set]) => set.includes(character))?.[1] ?? Number.NaN,
  );
  return Math.ceil(bits.reduce((sum, count) => sum + count, 0) / 8);
}
