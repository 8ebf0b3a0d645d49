import type { ConnectionDump, RecentConnection, WorkloadKey } from "@ambit/data-plane/messages";
import { describe, expect, test } from "vitest";
import { type ConnectionsSources, formatPodConnections, formatServedPods } from "./connections-dump.ts";

const CLIENT = { name: "client", namespace: "app", serviceAccount: "c" };
const SERVER = { name: "server", namespace: "app", serviceAccount: "s" };
const OTHER = { name: "server", namespace: "other", serviceAccount: "s" };

function open(pod: string | undefined, src: string): ConnectionDump {
  return {
    pod,
    direction: "outbound",
    src,
    originalDst: undefined,
    actualDst: "10.0.0.2:80",
    protocol: "TCP",
    tls: undefined,
  };
}

const ENDED: RecentConnection = {
  endedAtMs: Date.UTC(2026, 0, 2, 3, 4, 5, 678),
  durationMs: 12.9,
  direction: "inbound",
  sourceAddress: "10.0.0.1:4000",
  sourceWorkload: "app/client",
  sourceIdentity: "spiffe://cluster.local/ns/app/sa/c",
  destinationAddress: "10.0.0.2:15008",
  authority: "10.0.0.2:80",
  service: undefined,
  destinationWorkload: "app/server",
  bytesSent: 1,
  bytesReceived: 2,
  responseFlag: "DENY",
  error: "no",
  errorCode: "policy-denied",
  policy: "app/deny",
  rule: 0,
  isLocal: true,
  tls: { version: "TLSv1.3", cipher: "C", group: "G", peerIdentity: undefined, peerSerial: "7" },
};

/** Two pods of one name in two namespaces, and a third. */
function node(asked: WorkloadKey[] = []): ConnectionsSources {
  const aPod = (instance: number, uid: string, workload: WorkloadKey) => ({
    pod: { instance, uid, workload, fd: 1, netns: "1:1" },
    isUp: true,
  });
  return {
    workload: undefined,
    pods: () => ({
      states: [aPod(1, "u1", CLIENT), aPod(2, "u2", SERVER), aPod(3, "u3", OTHER)],
      uidOf: (key) => key.split("#")[0],
    }),
    connections: () => Promise.resolve([open("u1#1", "1.1.1.1:1"), open("u2#2", "2.2.2.2:2")]),
    recentConnections: (workload) => {
      asked.push(workload);
      return Promise.resolve([ENDED]);
    },
  };
}

async function ask(sources: ConnectionsSources, pod: string): Promise<Readonly<Record<string, unknown>>> {
  return JSON.parse((await formatPodConnections(sources, pod)) ?? "{}") as Record<string, unknown>;
}

test("the list has every pod that is served", () => {
  expect(JSON.parse(formatServedPods(node()))).toEqual({
    pods: [
      { uid: "u1", ...CLIENT },
      { uid: "u2", ...SERVER },
      { uid: "u3", ...OTHER },
    ],
  });
});

describe("a pod is found", () => {
  test.each([
    ["by its uid", "u2", SERVER],
    ["by namespace and name", "other/server", OTHER],
    ["by a name that only one has", "client", CLIENT],
  ])("%s", async (_name, pod, workload) => {
    const asked: WorkloadKey[] = [];
    expect(await ask(node(asked), pod)).toMatchObject({ pod: workload });
    expect(asked).toEqual([workload]);
  });

  test.each(["server", "nobody", "app", "app/", ""])("not by %j", async (pod) => {
    expect(await formatPodConnections(node(), pod)).toBeUndefined();
  });
});

test("only its own connections are shown, ended ones with the names of the access log", async () => {
  expect(await ask(node(), "u1")).toEqual({
    pod: { uid: "u1", ...CLIENT },
    open: {
      inbound: [],
      outbound: [{ src: "1.1.1.1:1", originalDst: null, actualDst: "10.0.0.2:80", protocol: "TCP" }],
    },
    ended: [
      {
        time: "2026-01-02T03:04:05.678Z",
        direction: "inbound",
        "src.addr": "10.0.0.1:4000",
        "src.workload": "app/client",
        "src.identity": "spiffe://cluster.local/ns/app/sa/c",
        "dst.addr": "10.0.0.2:15008",
        "dst.hbone_addr": "10.0.0.2:80",
        "dst.workload": "app/server",
        bytes_sent: 1,
        bytes_recv: 2,
        duration: "12ms",
        response_flags: "DENY",
        error: "no",
        "error.code": "policy-denied",
        "error.doc": "docs/ERRORS.md#policy-denied",
        "policy.name": "app/deny",
        "policy.rule": 0,
        local: "true",
        tls: { version: "TLSv1.3", cipher: "C", group: "G", peerSerial: "7" },
      },
    ],
  });
});

test("the one workload of dedicated mode is found by its name and has all connections", async () => {
  const sources = {
    ...node(),
    workload: CLIENT,
    pods: () => undefined,
    connections: () => Promise.resolve([open(undefined, "1.1.1.1:1")]),
  };
  expect(JSON.parse(formatServedPods(sources))).toEqual({ pods: [CLIENT] });
  expect(await ask(sources, "client")).toMatchObject({
    pod: CLIENT,
    open: { outbound: [{ src: "1.1.1.1:1" }] },
    ended: [{ error: "no" }],
  });
  expect(await formatPodConnections(sources, "server")).toBeUndefined();
});
