// The recorded conversation of a hand-made client with a stock ztunnel's port 15008, held with ours.
import { type ClientHttp2Session, type ClientHttp2Stream, connect as connectHttp2 } from "node:http2";
import type { Socket } from "node:net";
import { parseSocketAddress } from "@ambit/addr";
import { eventually } from "@ambit/lifecycle/testing";
import { afterAll, beforeAll, expect, test } from "vitest";
import { describeNetns } from "../src/describe-netns.ts";
import { FrameLog, type FrameRecord } from "./support/frames.ts";
import { formatMesh } from "./support/mesh.ts";
import { issue, tlsClient } from "./support/peer-identity.ts";
import { headerLines, readRecording, recordedFrames } from "./support/recording.ts";
import { TappedDuplex } from "./support/tapped-duplex.ts";
import { startZtunnelPod, type ZtunnelPod } from "./support/ztunnel-pod.ts";

const RECORDING = "raw-client-at-ztunnel.jsonl";
const POD_IP = "10.201.2.47";
const SERVICE_PORTS = { 80: 8080, 9090: 9090 };
const MESH = formatMesh(
  [
    {
      name: "server",
      ip: POD_IP,
      revision: "v1",
      services: { "app/server.app.svc.cluster.local": SERVICE_PORTS },
    },
    { name: "other", ip: "10.201.1.135", revision: "v1" },
  ],
  [{ name: "server", vip: "10.96.0.10", ports: SERVICE_PORTS }],
);
const PING_TIMEOUT_MS = 15_000;

const frames = recordedFrames(RECORDING);
const sends = readRecording(RECORDING).filter((line) => typeof line.send === "string");

/** What the application of the recording says first on one connection; every greeting names another port. */
const greetings = frames.filter(({ data }) => data?.startsWith("hello")).map(({ data = "" }) => data);

describeNetns("a hand-made client at port 15008", () => {
  let pod: ZtunnelPod;
  let session: ClientHttp2Session;
  const log = new FrameLog({ expectsPreface: false });
  const heads = new Map<number, readonly string[]>();

  beforeAll(async () => {
    pod = await startZtunnelPod({
      prefix: "hbsrv",
      podAddress: `${POD_IP}/8`,
      peerAddress: "10.200.0.1/8",
      workload: "app/server/server",
      mesh: MESH,
    });
    await pod.app.listen(parseSocketAddress(`${POD_IP}:9090`), greetAndEcho);
    await pod.app.listen(parseSocketAddress(`${POD_IP}:8080`), ignoreAll);
    const socket = await pod.peer.connect(parseSocketAddress(`${POD_IP}:15008`));
    const certificate = issue(pod.authority, "spiffe://cluster.local/ns/app/sa/client");
    const tls = tlsClient(socket, certificate, pod.authority);
    const tapped = new TappedDuplex(tls, { onReceived: (chunk) => log.push(chunk) });
    session = connectHttp2(`http://${POD_IP}`, { createConnection: () => tapped });
    for (const line of sends) {
      try {
        await act(session, Number(line.stream), String(line.send));
      } catch (cause) {
        const received = log.records.map((record) => JSON.stringify(record)).join("\n");
        throw new Error(`after ${String(line.send)}, received:\n${received}\n${pod.logText()}`, { cause });
      }
    }
  });

  afterAll(async () => {
    session?.destroy();
    await pod?.[Symbol.asyncDispose]();
  });

  /** `CONNECT authority;name=value;data=text;end`: the words of the recording. */
  async function act(http2: ClientHttp2Session, id: number, script: string): Promise<void> {
    const [head = "", ...steps] = script.split(";");
    const [method = "", authority = ""] = head.split(" ");
    const fields = steps
      .filter((step) => /^(baggage|forwarded|traceparent)=/.test(step))
      .map((step) => step.split(/=(.*)/s));
    const stream = http2.request(
      {
        ":method": method,
        ":authority": authority,
        ...Object.fromEntries(fields.map(([name = "", value]) => [name, value])),
      },
      { endStream: false },
    );
    stream.on("error", () => undefined);
    stream.on("response", (...args: readonly unknown[]) =>
      heads.set(id, headerLines(args[2] as readonly string[])),
    );
    stream.resume();
    await answered(id);
    for (const step of steps) await runStep(stream, id, step);
  }

  async function runStep(stream: ClientHttp2Stream, id: number, step: string): Promise<void> {
    if (step.startsWith("data=")) {
      stream.write(`${step.slice(5)}\n`);
      await eventually(() => expect(log.ofType("DATA", id)).toHaveLength(2));
    } else if (step === "end") {
      stream.end();
      await eventually(() => expect(log.ofType("DATA", id)).toHaveLength(3));
    }
  }

  /** Until everything that the recording has before the client goes on is here. */
  async function answered(id: number): Promise<void> {
    const greeted = frames.some(({ stream, data }) => stream === id && data?.startsWith("hello"));
    await eventually(() => {
      expect(log.ofType("HEADERS", id)).toHaveLength(1);
      if (log.ofType("HEADERS", id)[0]?.end_stream === true)
        expect(log.ofType("RST_STREAM", id)).toHaveLength(1);
      if (greeted) expect(log.ofType("DATA", id)).toHaveLength(1);
      expect(heads.has(id)).toBe(true);
    });
  }

  function withHeaders(record: FrameRecord): FrameRecord {
    const headers = record.recv === "HEADERS" ? heads.get(record.stream) : undefined;
    return headers === undefined ? record : { ...record, headers };
  }

  test("is told the recorded settings and windows first, in the recorded order", () => {
    const ofConnection = (all: readonly FrameRecord[]): readonly FrameRecord[] =>
      all.filter(({ stream, recv }) => stream === 0 && recv !== "PING");
    expect(log.records.slice(0, 3)).toEqual(frames.slice(0, 3));
    expect(ofConnection(log.records)).toEqual(ofConnection(frames));
  });

  test.each(sends.map((line) => ({ stream: Number(line.stream), send: String(line.send).split(";")[0] })))(
    "gets the recorded frames for stream $stream, $send",
    ({ stream }) => {
      const ofStream = (all: readonly FrameRecord[]): readonly FrameRecord[] =>
        all.filter((record) => record.stream === stream);
      expect(ofStream(log.records).map(withHeaders)).toEqual(ofStream(frames));
    },
  );

  test("is pinged with the recorded payload", async () => {
    await eventually(() => expect(log.ofType("PING").length).toBeGreaterThan(0), {
      timeoutMs: PING_TIMEOUT_MS,
    });
    expect(log.ofType("PING")[0]).toEqual(frames.find(({ recv }) => recv === "PING"));
  });
});

/** Says what the recorded application said, then gives back what comes. */
function greetAndEcho(socket: Socket): void {
  socket.on("error", () => undefined);
  socket.write(greetings.shift() ?? "hello again\n");
  socket.pipe(socket);
}

function ignoreAll(socket: Socket): void {
  socket.on("error", () => undefined);
  socket.resume();
}
