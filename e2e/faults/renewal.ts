/** New and held connections while the certificates of both sides live for seconds only. */
import { setTimeout as delay } from "node:timers/promises";
import { netnsMesh } from "../src/netns-mesh.ts";
import type { Pod } from "../src/pod.ts";
import { openLoad } from "./load.ts";
import type { HoldFacts, ProbeRecord } from "./load-protocol.ts";

export interface RenewalOptions {
  readonly prefix: string;
  readonly ttlS: number;
  readonly durationMs: number;
}

export interface RenewalResult {
  readonly connections: number;
  readonly failures: readonly ProbeRecord[];
  readonly held: HoldFacts;
  /** Of the server, as the client's access log has them, in order of first use. */
  readonly serials: readonly string[];
  /** Serial numbers that a ztunnel offered for new tunnels after their end. */
  readonly expiredInUse: readonly string[];
  readonly summary: string;
}

const MARKER = "renew-marker-c4";
const PORT = 8080;
const PROBE_EVERY_MS = 40;
const SAMPLE_MS = 1_000;
const BURST = 20;
const BURST_EVERY_SAMPLES = 5;
/** Expiry is in whole seconds. */
const ROUNDING_MS = 1_000;

/** One stream per tunnel, and idle tunnels released soon: most connections make a handshake of their own. */
export async function runRenewal({ prefix, ttlS, durationMs }: RenewalOptions): Promise<RenewalResult> {
  const env = {
    SECRET_TTL: `${ttlS}s`,
    POOL_MAX_STREAMS_PER_CONNECTION: "1",
    POOL_UNUSED_RELEASE_TIMEOUT: "1s",
  };
  await using mesh = await netnsMesh({
    prefix,
    pods: [
      { name: "client", env },
      { name: "server", env },
    ],
  });
  const [client, server] = [mesh.pod("client"), mesh.pod("server")];
  await using load = await openLoad(client.namespace);
  await using backend = await openLoad(server.namespace);
  await backend.call("serve", { port: PORT, behaviour: "echo" });
  const target = { ip: server.ip, port: PORT, marker: MARKER };
  await load.call("hold", { group: "held", ...target, count: 1, intervalMs: 50 });
  await load.call("probe", { probe: "new", ...target, everyMs: PROBE_EVERY_MS, timeoutMs: 5_000 });
  const expiredInUse: string[] = [];
  let burstFailures = 0;
  for (let sample = 0; sample * SAMPLE_MS < durationMs; sample++) {
    const isBurst = sample % BURST_EVERY_SAMPLES === 0;
    if (isBurst) await load.call("hold", { group: "burst", ...target, count: BURST, intervalMs: 50 });
    await delay(SAMPLE_MS);
    if (isBurst) burstFailures += (await load.call("release", { group: "burst" })).closed;
    for (const pod of [client, server]) expiredInUse.push(...(await expiredSerials(pod)));
  }
  const records = await load.call("endProbe", { probe: "new" });
  const held = await load.call("release", { group: "held" });
  await delay(SAMPLE_MS);
  const lines = client.ztunnel.accessLines();
  const serials = [...new Set(lines.map(({ fields }) => fields["tls.peer_serial"] ?? "").filter(Boolean))];
  const failures = records.filter(({ outcome }) => outcome !== "ok");
  if (burstFailures > 0)
    failures.push({ startedMs: 0, tookMs: 0, outcome: `${burstFailures} of the bursts` });
  const slowest = records.reduce((most, { tookMs }) => Math.max(most, tookMs), 0);
  return {
    connections: records.length,
    failures,
    held,
    serials,
    expiredInUse,
    summary: `${records.length} new connections, ${failures.length} failed, slowest ${slowest} ms; ${serials.length} certificates of the server seen; the held connection: ${held.echoes} echoes, longest wait ${held.longestWaitMs} ms`,
  };
}

interface CertificateList {
  readonly certificates: readonly {
    readonly certChain: readonly { readonly expirationTime: string; readonly serialNumber: string }[];
  }[];
}

async function expiredSerials(pod: Pod): Promise<readonly string[]> {
  const nowMs = Date.now();
  const { certificates } = (await pod.configDump()) as unknown as CertificateList;
  return certificates
    .flatMap(({ certChain }) => certChain.slice(0, 1))
    .filter(({ expirationTime }) => Date.parse(expirationTime) + ROUNDING_MS < nowMs)
    .map(({ serialNumber }) => serialNumber);
}
