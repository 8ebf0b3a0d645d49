import { parseIpAddress } from "@ambit/addr";
import { FakeClock } from "@ambit/lifecycle/testing";
import { memoryLogger } from "@ambit/telemetry/testing";
import { beforeEach, describe, expect, test } from "vitest";
import { AgentError } from "../agent/agent-error.ts";
import { Netns } from "../agent/netns.ts";
import type { Namespace, Pod } from "../kube/pod.ts";
import { PodTable } from "../kube/pod-table.ts";
import { aPod } from "../kube/testing/a-pod.ts";
import { PluginRequests } from "./plugin-requests.ts";
import type { UnixRequest, UnixResponse } from "./unix-http-server.ts";

const STARTING = aPod({ ips: [], phase: "Pending" });
const ON: Namespace = { name: "app", labels: { mesh: "on" } };
const HOST_INODE = 1;

let clock: FakeClock;
let table: PodTable;
let isCurrent: boolean;
/** What the API has. */
let pod: Pod | undefined;
let namespace: Namespace | undefined;
let enrolled: string[];
let problem: Error | undefined;
let open: Set<number>;
let noted: string[];
let unseen: string[];
let answers: number[];
/** How long each pod could wait for its turn. */
let limits: number[];
let redirected: string[];
let requests: PluginRequests;

class TestNetns extends Netns {
  override [Symbol.dispose](): void {
    open.delete(this.id.inode);
  }
}

beforeEach(() => {
  clock = new FakeClock();
  table = new PodTable({
    rules: { selectors: [{ namespaceSelector: { matchLabels: { mesh: "on" } } }], excludedNamespaces: [] },
    systemNamespace: "istio-system",
    onPod: () => {},
    onNamespace: () => {},
  });
  isCurrent = true;
  pod = STARTING;
  namespace = ON;
  enrolled = [];
  problem = undefined;
  open = new Set();
  noted = [];
  unseen = [];
  answers = [];
  limits = [];
  redirected = [];
  requests = new PluginRequests({
    table,
    lookup: { fetchPod: () => Promise.resolve(pod), fetchNamespace: () => Promise.resolve(namespace) },
    onUnseen: ({ uid }) => unseen.push(uid),
    isCurrent: () => isCurrent,
    whenSynced: () => Promise.resolve(),
    whenZtunnel: () => Promise.resolve(),
    openNetns: (path) => {
      const inode = Number(path.replace("/run/netns/", ""));
      if (!Number.isInteger(inode)) throw new AgentError("netns-failed", `cannot open ${path}`);
      open.add(inode);
      return new TestNetns(-1, { inode, device: 4 });
    },
    foreignNetns: [{ inode: HOST_INODE, device: 4 }],
    onNetns: (uid, path) => noted.push(`${uid} ${path}`),
    enrol: async ({ pod: starting, netns, ips }, waitLimitMs) => {
      await Promise.resolve();
      if (problem !== undefined) throw problem;
      limits.push(waitLimitMs);
      enrolled.push(`${starting.uid} ${netns.id.inode} ${ips.join()}`);
    },
    redirect: async ({ uid, netns, sidecar, ips }, waitLimitMs) => {
      await Promise.resolve();
      if (problem !== undefined) throw problem;
      redirected.push(`${uid} ${sidecar.proxyUid} ${netns.id.inode} ${ips.join()} ${waitLimitMs}`);
    },
    onAnswer: (status) => answers.push(status),
    clock,
    logger: memoryLogger("cni-agent").logger,
  });
});

function ask(
  changes: Readonly<Record<string, unknown>> = {},
  options: { readonly mayDecide?: boolean; readonly patienceMs?: number } = {},
): Promise<UnixResponse> {
  const body = {
    Netns: "/run/netns/70",
    PodName: "client",
    PodNamespace: "app",
    IPs: [{ Address: { IP: "10.0.0.1", Mask: "" } }],
    ...changes,
  };
  const request: UnixRequest = {
    method: "POST",
    path: "/cmdadd",
    body: JSON.stringify(body),
    header: (name) => (options.mayDecide === true && name === "x-ambit-selection" ? "agent" : undefined),
  };
  return requests.answer(request, options.patienceMs ?? 5_000);
}

function known(): void {
  table.observeNamespace(ON);
  table.observe(STARTING);
}

describe("a pod that is selected", () => {
  test("is enrolled, by what the informers know", async () => {
    known();
    pod = undefined;
    expect(await ask()).toEqual({ status: 200, headers: { "x-ambit-outcome": "enrolled" } });
    expect(enrolled).toEqual(["uid-1 70 10.0.0.1"]);
    expect(noted).toEqual(["uid-1 /run/netns/70"]);
    expect(answers).toEqual([200]);
  });

  test("waits a moment for the informers", async () => {
    table.observeNamespace(ON);
    pod = undefined;
    const answer = ask();
    await clock.advanceAsync(50);
    table.observe(STARTING);
    expect((await answer).status).toBe(200);
    expect(clock.pendingTimers).toBe(0);
  });

  test("is asked for at the API when the informers do not tell", async () => {
    const answer = ask();
    await clock.advanceAsync(100);
    expect((await answer).status).toBe(200);
    expect(unseen).toEqual(["uid-1"]);
  });

  test("is asked for at the API when a watch is down, whatever is known", async () => {
    table.observeNamespace({ name: "app", labels: {} });
    table.observe(STARTING);
    isCurrent = false;
    expect((await ask({}, { mayDecide: true })).headers).toEqual({ "x-ambit-outcome": "enrolled" });
    expect(unseen).toEqual([]);
  });

  test("does not start when it cannot be enrolled, and is told why", async () => {
    known();
    problem = new AgentError("not-enrolled", "no ztunnel connection");
    expect(await ask()).toEqual({
      status: 500,
      headers: { "x-ambit-outcome": "refused" },
      body: "no ztunnel connection",
    });
  });

  test("does not start in a namespace that cannot be opened, or is the node's", async () => {
    known();
    expect((await ask({ Netns: "/run/netns/x" })).body).toBe("cannot open /run/netns/x");
    expect((await ask({ Netns: `/run/netns/${HOST_INODE}` })).body).toContain("the node's own");
    expect(open.size).toBe(0);
    expect(enrolled).toEqual([]);
  });
});

describe("the pod that is meant", () => {
  const OLD = aPod({ uid: "uid-0", isDeleting: true });

  test("is the one with the UID, not an earlier one of its name", async () => {
    table.observeNamespace(ON);
    table.observe(OLD);
    const answer = ask({ PodUID: "uid-1" });
    await clock.advanceAsync(100);
    expect((await answer).status).toBe(200);
    expect(enrolled).toEqual(["uid-1 70 10.0.0.1"]);
  });

  test("without a UID is none that is about to go", async () => {
    table.observeNamespace(ON);
    table.observe(OLD);
    pod = OLD;
    const answer = ask();
    await clock.advanceAsync(100);
    expect((await answer).body).toBe("failed to get pod app/client: it does not exist on this node");
  });
});

describe("a pod that is not selected", () => {
  beforeEach(() => {
    table.observeNamespace({ name: "app", labels: {} });
    table.observe(STARTING);
  });

  test("is an error for a plugin that has chosen it", async () => {
    expect(await ask()).toMatchObject({
      status: 500,
      body: "pod app/client is unexpectedly not eligible for ambient enrollment",
    });
  });

  test("is nothing to do for one that leaves it to us, and its namespace is noted", async () => {
    expect(await ask({}, { mayDecide: true })).toEqual({
      status: 200,
      headers: { "x-ambit-outcome": "not-selected" },
    });
    expect(noted).toEqual(["uid-1 /run/netns/70"]);
    expect(open.size).toBe(0);
    expect((await ask({ Netns: "/x" }, { mayDecide: true })).status).toBe(200);
  });
});

describe("a pod with a sidecar", () => {
  beforeEach(() => {
    const sidecar = { annotations: {}, environment: {}, proxyUid: 1500, proxyGid: undefined };
    table.observeNamespace(ON);
    table.observe({ ...STARTING, hasSidecar: true, sidecar });
  });

  test("has its traffic led through it before it starts", async () => {
    expect(await ask({}, { mayDecide: true })).toEqual({
      status: 200,
      headers: { "x-ambit-outcome": "redirected" },
    });
    expect(redirected).toEqual(["uid-1 1500 70 10.0.0.1 3000"]);
    expect({ enrolled, open: open.size }).toEqual({ enrolled: [], open: 0 });
  });

  test("does not start when that fails, or in the node's own namespace", async () => {
    problem = new AgentError("netns-failed", "no rules");
    expect(await ask({}, { mayDecide: true })).toMatchObject({ status: 500, body: "no rules" });
    problem = undefined;
    const host = await ask({ Netns: `/run/netns/${HOST_INODE}` }, { mayDecide: true });
    expect(host.body).toContain("the node's own");
    expect({ redirected, open: open.size }).toEqual({ redirected: [], open: 0 });
  });
});

test("what is no request is answered as Istio's agent does", async () => {
  const request = { method: "GET", header: () => undefined };
  expect(await requests.answer({ ...request, path: "/cmdadd", body: "" }, 5_000)).toEqual({
    status: 400,
    body: "unexpected end of JSON input",
  });
  expect(await requests.answer({ ...request, path: "/", body: "{}" }, 5_000)).toEqual({
    status: 404,
    body: "404 page not found",
  });
  expect(answers).toEqual([400]);
});

test("who waits longer may wait longer for its turn, with time left for the pod itself", async () => {
  known();
  await ask();
  await ask({}, { patienceMs: 20_000 });
  await ask({}, { patienceMs: 1_000 });
  expect(limits).toEqual([3_000, 18_000, 0]);
});

test("addresses of the request are the pod's", async () => {
  known();
  await ask({ IPs: [{ Address: { IP: "FD00::1", Mask: "" } }] });
  expect(enrolled).toEqual([`uid-1 70 ${parseIpAddress("fd00::1")}`]);
});
