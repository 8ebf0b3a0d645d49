/**
 * What the recordings of two stock ztunnels in dedicated mode were taken from, run with this repository's: the same
 * mesh file, addresses, settings and connections, in the same numbers. Everything a reader can see is collected.
 */
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { eventually } from "@ambit/lifecycle/testing";
import { PeerSockets } from "../interop/support/peer-sockets.ts";
import { netnsMesh } from "../src/netns-mesh.ts";
import type { Pod, Reply } from "../src/pod.ts";
import { exchange, type RawResponse } from "./http-exchange.ts";

export type LogFormat = "plain" | "json";

/** Of one proxy: texts as a reader gets them, and the log up to the end of the process. */
export interface Observed {
  readonly log: string;
  readonly metrics: string;
  readonly configDump: string;
  readonly ready: RawResponse;
  readonly exitCode: number | null;
}

export interface ObservedScenario {
  readonly client: Observed;
  readonly server: Observed;
}

export const WORKERS = 2;

const RECORDINGS = new URL("../interop/golden/ztunnel/", import.meta.url);
const SERVER = "10.77.0.2";
const SERVICE = "10.96.0.10";
/** By connection: one direct, one through the service, those to a denied port and those to a closed one. */
const DIRECT_BYTES = 64;
const SERVICE_BYTES: Readonly<Record<LogFormat, number>> = { plain: 27_200, json: 42_240 };
const DENIED = 54;
const REFUSED = 52;
const COUNT_TIMEOUT_MS = 5_000;

/** A recorded text. */
export function readRecorded(name: string): string {
  return readFileSync(new URL(name, RECORDINGS), "utf8");
}

/** Runs the scenario and ends both proxies with SIGTERM. */
export async function runRecordedScenario(format: LogFormat): Promise<ObservedScenario> {
  const env = {
    LOG_FORMAT: format,
    LOCAL_XDS_PATH: fileURLToPath(new URL("input.yaml", RECORDINGS)),
    IPV6_ENABLED: "false",
    ENABLE_ORIG_SRC: "false",
    ZTUNNEL_WORKER_THREADS: `${WORKERS}`,
  };
  await using mesh = await netnsMesh({
    prefix: "golden",
    pods: [
      { name: "client", redirect: "outbound", env: { ...env, NODE_NAME: "n1" } },
      { name: "server", redirect: "none", env: { ...env, NODE_NAME: "n2" } },
    ],
    enroll: false,
  });
  const client = mesh.pod("client");
  const server = mesh.pod("server");
  await server.serve(7000);
  await server.serve(7001);
  // The server first, as recorded.
  await server.enroll();
  await client.enroll();
  await useConnections(client, format);
  await allCounted(client, server);
  const seen = { client: await observe(client), server: await observe(server) };
  const logs = await Promise.all([client, server].map(terminate));
  const [clientEnd, serverEnd] = logs;
  if (clientEnd === undefined || serverEnd === undefined) throw new Error("two proxies were started");
  return { client: { ...seen.client, ...clientEnd }, server: { ...seen.server, ...serverEnd } };
}

async function useConnections(client: Pod, format: LogFormat): Promise<void> {
  requireAnswer(await client.request({ ip: SERVER, port: 7000 }, "a".repeat(DIRECT_BYTES)), true);
  requireAnswer(await client.request({ ip: SERVICE, port: 80 }, "b".repeat(SERVICE_BYTES[format])), true);
  for (let index = 0; index < DENIED; index++) {
    requireAnswer(await client.request({ ip: SERVER, port: 7001 }, "c"), false);
  }
  for (let index = 0; index < REFUSED; index++) {
    requireAnswer(await client.request({ ip: SERVER, port: 7555 }, "d"), false);
  }
}

function requireAnswer(reply: Reply, isWanted: boolean): void {
  if (reply.answered !== isWanted) throw new Error(`not as recorded: ${JSON.stringify(reply)}`);
}

/** Workers report about once a second. */
async function allCounted(...pods: readonly Pod[]): Promise<void> {
  const wanted = 2 + DENIED + REFUSED;
  await eventually(
    async () => {
      for (const pod of pods) {
        const samples = await pod.metrics();
        const closed = samples.filter(({ name }) => name === "istio_tcp_connections_closed_total");
        const count = closed.reduce((sum, { value }) => sum + value, 0);
        const open = samples.find(
          ({ name, labels }) => name === "istio_tcp_sockets_open" && labels.reporter === "source",
        );
        if (count !== wanted || (open?.value ?? 0) !== 0) throw new Error(`${count} of ${wanted} are closed`);
      }
    },
    { timeoutMs: COUNT_TIMEOUT_MS, intervalMs: 50 },
  );
}

async function observe(pod: Pod): Promise<Omit<Observed, "log" | "exitCode">> {
  using sockets = new PeerSockets(pod.plan.netns);
  const get = (port: number, path: string) => exchange(sockets, { method: "GET", port, path });
  return {
    metrics: (await get(15020, "/metrics")).body,
    configDump: (await get(15000, "/config_dump")).body,
    ready: await get(15021, "/healthz/ready"),
  };
}

async function terminate({ ztunnel }: Pod): Promise<Pick<Observed, "log" | "exitCode">> {
  ztunnel.signal("SIGTERM");
  const { code } = await ztunnel.exited();
  return { log: ztunnel.readLog(), exitCode: code };
}
