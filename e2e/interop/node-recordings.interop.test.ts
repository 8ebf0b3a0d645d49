// What a node's stock ztunnel logged and answered, as far as a dedicated proxy can show the same.
import { eventually } from "@ambit/lifecycle/testing";
import { afterAll, beforeAll, expect, test } from "vitest";
import { exchange, maskDate, type RawResponse } from "../golden/http-exchange.ts";
import { comparableLines } from "../golden/log-comparison.ts";
import { parsePlainLog } from "../golden/log-entry.ts";
import { nodeLines, recordedExchanges, recordedNodeLines } from "../golden/node-recordings.ts";
import { describeNetns } from "../src/describe-netns.ts";
import { aPolicy } from "../src/mesh-file.ts";
import { type NetnsMesh, netnsMesh } from "../src/netns-mesh.ts";
import type { Pod } from "../src/pod.ts";
import { PeerSockets } from "./support/peer-sockets.ts";

const PORT = 9090;
const GREETING_BYTES = 20;
const LOG_TIMEOUT_MS = 5_000;

type Lines = readonly (readonly string[])[];

const LATE_POLICY = { heading: /then AuthorizationPolicy DENY port 9090/ };
/** The page lists other endpoints, and metrics are other ones. */
const OTHER_BODIES: ReadonlySet<string> = new Set(["/", "/stats/prometheus", "/metrics"]);

describeNetns("recordings of a node's ztunnel", () => {
  let mesh: NetnsMesh;
  let server: Pod;
  /** Of the client: opening and end of an ordinary connection. */
  let ordinary: Lines;
  let lateClient: Lines;
  let lateServer: Lines;

  beforeAll(async () => {
    const env = { IPV6_ENABLED: "false" };
    mesh = await netnsMesh({
      prefix: "goldnode",
      pods: [
        { name: "client", namespace: "app", env: { ...env, RUST_LOG: "info,access=debug" } },
        { name: "server", namespace: "app", redirect: "both", env },
        { name: "outsider", namespace: "plain", inMesh: false },
      ],
    });
    const client = mesh.pod("client");
    server = mesh.pod("server");
    await server.serve(PORT, "greet");
    await client.request({ ip: server.ip, port: PORT }, "ping\n");
    ordinary = await linesWith(client, "message=connection complete");
    await addLatePolicy(mesh);
    lateServer = await linesWith(server, "policy update", 2);
    lateClient = await linesWith(client, "level=error");
  });

  afterAll(async () => {
    await mesh?.[Symbol.asyncDispose]();
  });

  test("the access log at debug level has a line for the opening too", () => {
    expect(ordinary).toEqual(recordedLines("access-debug-sample.txt"));
  });

  test("a policy that comes late is told by the server's proxy", () => {
    const recorded = recordedLines("late-policy.txt", { ...LATE_POLICY, node: "ztunnel n2" });
    const told = lateServer.filter((line) => line.some((member) => /policy (?:change|update)/.test(member)));
    expect(told.map(String).sort()).toEqual(recorded.map(String).sort());
  });

  test("a policy that comes late is told by the client's proxy", () => {
    const recorded = recordedLines("late-policy.txt", { ...LATE_POLICY, node: "ztunnel n1" });
    expect(lateClient.filter(([level]) => level === "level=error")).toEqual(recorded);
  });

  // One after the other: they change log levels.
  test("every recorded request is answered as recorded", async () => {
    using sockets = new PeerSockets(server.plan.netns);
    for (const { title, request, response, isHeadOnly } of recordedExchanges()) {
      const answer = maskDate(await exchange(sockets, request));
      const expected = maskDate(response);
      const isOtherBody = OTHER_BODIES.has(request.path) && response.status.includes("200");
      const comparable = (raw: RawResponse) => (isOtherBody ? withoutBody(raw) : raw);
      const shown = isHeadOnly ? { ...answer, body: "" } : answer;
      expect({ title, ...comparable(shown) }).toEqual({ title, ...comparable(expected) });
    }
  });
});

/** One connection from a pod of the mesh, one from outside, and then a policy that denies both. */
async function addLatePolicy(mesh: NetnsMesh): Promise<void> {
  const target = { ip: mesh.pod("server").ip, port: PORT };
  await using captured = await mesh.pod("client").connect(target);
  await using plaintext = await mesh.pod("outsider").connect(target);
  for (const connection of [captured, plaintext]) {
    await connection.send("ping\n");
    await connection.receive(GREETING_BYTES);
  }
  await mesh.applyPolicies([aPolicy("late", { destinationPorts: [PORT] }, { namespace: "app" })]);
  for (const connection of [captured, plaintext]) {
    expect((await connection.receiveAll()).state).not.toBe("open");
  }
}

/** The comparable lines of a pod's ztunnel as soon as that many have this text. */
function linesWith(pod: Pod, text: string, count = 1): Promise<Lines> {
  return eventually(
    () => {
      const lines = comparableLines(nodeLines(parsePlainLog(pod.ztunnel.readLog())));
      const found = lines.filter((line) => line.some((member) => member.includes(text)));
      if (found.length < count) throw new Error(`${found.length} lines with ${text}:\n${pod.ztunnel.tail()}`);
      return lines;
    },
    { timeoutMs: LOG_TIMEOUT_MS },
  );
}

function recordedLines(...recording: Parameters<typeof recordedNodeLines>): Lines {
  return comparableLines(recordedNodeLines(...recording));
}

function withoutBody({ status, headers }: RawResponse): RawResponse {
  return {
    status,
    headers: headers.map((line) => line.replace(/^content-length: \d+$/, "content-length: N")),
    body: "",
  };
}
