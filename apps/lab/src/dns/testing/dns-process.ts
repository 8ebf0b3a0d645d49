/** A program for tests: an API server with one service, and the name server on 10.0.0.11:53. Says so when it is ready. */
import { parseIpAddress } from "@ambit/addr";
import { openKubeClient } from "@ambit/kube";
import { bindKubeEmbedded } from "@ambit/kube-embedded";
import { systemClock } from "@ambit/lifecycle";
import { silentLogger } from "@ambit/telemetry/testing";
import { CLUSTER_KINDS } from "../../cluster/objects/cluster-kinds.ts";
import { startDns } from "../start-dns.ts";

const server = await bindKubeEmbedded({ anonymousAdmin: true });
const api = await openKubeClient({ kind: "explicit", server: server.url });
await api.create(CLUSTER_KINDS.services.resource, "default", {
  apiVersion: "v1",
  kind: "Service",
  metadata: { name: "web" },
  spec: { clusterIP: "10.96.0.5", clusterIPs: ["10.96.0.5", "fd00:96::5"], ports: [{ port: 80 }] },
});
const dns = await startDns({
  api,
  listen: [{ ip: parseIpAddress("10.0.0.11"), port: 53 }],
  clock: systemClock,
  random: Math.random,
  logger: silentLogger(),
});
await dns.whenReady(AbortSignal.timeout(20_000));
process.stdout.write("ready\n");
