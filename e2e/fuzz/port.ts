/** Feeds a live ztunnel's port 15008 through TLS and beside it, and asks now and then whether it still serves. */
import { randomBytes } from "node:crypto";
import { parseSocketAddress } from "@ambit/addr";
import fc from "fast-check";
import { BadClient } from "../interop/support/bad-client.ts";
import { callThroughTunnel } from "../interop/support/good-client.ts";
import { formatMesh } from "../interop/support/mesh.ts";
import { issue } from "../interop/support/peer-identity.ts";
import { startZtunnelPod, type ZtunnelPod } from "../interop/support/ztunnel-pod.ts";
import { conversation, cuts, piecesOf } from "./arbitraries.ts";

const POD_IP = "10.201.2.47";
const TARGET = parseSocketAddress(`${POD_IP}:15008`);
const APP = `${POD_IP}:9090`;
const BATCH = 40;
/** How long one connection may go on after the last byte. */
const LISTEN_MS = 30;
const MAX_GROWTH_BYTES = 150 * 1024 * 1024;

export interface FuzzOptions {
  readonly seed: number;
  readonly timeMs: number;
}

/** Connections tried. Throws when the process ends, grows without bound or does not serve any more. */
export async function fuzzPort({ seed, timeMs }: FuzzOptions): Promise<number> {
  await using pod = await startZtunnelPod({
    prefix: "fuzz",
    podAddress: `${POD_IP}/8`,
    peerAddress: "10.200.0.1/8",
    workload: "app/server/server",
    mesh: formatMesh([{ name: "server", ip: POD_IP, revision: "v1" }], []),
  });
  await pod.app.listen(parseSocketAddress(APP), (socket) => {
    socket.on("error", () => undefined);
    socket.pipe(socket);
  });
  const good = issue(pod.authority, "spiffe://cluster.local/ns/app/sa/client");
  const credentials = { target: TARGET, credentials: good, alpn: ["h2"] };
  await runBatch(pod, credentials, seed);
  const residentBefore = pod.residentBytes();
  const limit = performance.now() + timeMs;
  let tried = 0;
  for (let round = 1; performance.now() < limit; round++) {
    await runBatch(pod, credentials, seed + round);
    tried += BATCH;
    const { echo } = await callThroughTunnel(pod, good, { target: TARGET, authority: APP }, "ping");
    if (echo !== "ping") throw new Error(`seed ${seed + round}: a good client got ${echo}`);
    const grown = pod.residentBytes() - residentBefore;
    if (grown > MAX_GROWTH_BYTES) throw new Error(`seed ${seed + round}: grown by ${grown} bytes`);
  }
  return tried;
}

type Credentials = Parameters<typeof BadClient.tls>[1];

async function runBatch(pod: ZtunnelPod, credentials: Credentials, seed: number): Promise<void> {
  const inputs = fc.sample(fc.tuple(conversation, cuts), { seed, numRuns: BATCH });
  await Promise.all(inputs.map(([bytes, at], index) => runOne(pod, credentials, { bytes, at, index })));
  if (!pod.isRunning())
    throw new Error(`seed ${seed}: the ztunnel ended; its log:\n${pod.logText().slice(-4_000)}`);
}

interface Input {
  readonly bytes: Uint8Array;
  readonly at: readonly number[];
  readonly index: number;
}

/** Every fourth speaks no TLS: a record header first, so that the handshake has something to chew. */
async function runOne(pod: ZtunnelPod, credentials: Credentials, { bytes, at, index }: Input): Promise<void> {
  const isBare = index % 4 === 0;
  using client = isBare ? await BadClient.tcp(pod.peer, TARGET) : await BadClient.tls(pod.peer, credentials);
  if (isBare) client.send(Buffer.of(22, 3, 1, 0, index), randomBytes(index));
  for (const piece of piecesOf(bytes, at)) {
    client.send(piece);
    await new Promise(setImmediate);
  }
  await client.answer(LISTEN_MS);
}
