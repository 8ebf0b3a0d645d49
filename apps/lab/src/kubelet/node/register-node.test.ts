import { KubeError } from "@ambit/kube";
import { FakeKube } from "@ambit/kube/testing";
import { FakeClock } from "@ambit/lifecycle/testing";
import { silentLogger } from "@ambit/telemetry/testing";
import { beforeEach, describe, expect, test } from "vitest";
import { planLab } from "../../network/index.ts";
import { LEASES, NODES } from "../api/kube-resources.ts";
import { keepLease, type RegistrationOptions, registerNode } from "./register-node.ts";

describe("the registration of a node", () => {
  const [node] = planLab({ name: "lab", index: 0, nodeCount: 1 }).nodes;
  if (node === undefined) throw new Error("no node");
  let kube: FakeKube;
  let clock: FakeClock;
  let options: RegistrationOptions;
  const { signal } = new AbortController();

  beforeEach(() => {
    kube = new FakeKube();
    clock = new FakeClock();
    options = {
      api: kube,
      node,
      machine: { architecture: "amd64", cpus: 2, memoryBytes: 1024, kernelVersion: "6.1" },
      clock,
      nowMs: () => clock.nowMs(),
      random: () => 0,
      logger: silentLogger(),
    };
  });

  test("makes a node and its lease", async () => {
    await registerNode(options, signal);
    expect(await kube.get(NODES, { name: "n1" })).toMatchObject({ status: { capacity: { cpu: "2" } } });
    expect(await kube.get(LEASES, { namespace: "kube-node-lease", name: "n1" })).toMatchObject({
      spec: { holderIdentity: "n1", renewTime: "1970-01-01T00:00:00.000000Z" },
    });
  });

  test("takes a node over that is there, with what others wrote", async () => {
    kube.put(NODES, {
      apiVersion: "v1",
      kind: "Node",
      metadata: { name: "n1", labels: { mine: "yes" } },
      status: {},
    });
    await registerNode(options, signal);
    expect(await kube.get(NODES, { name: "n1" })).toMatchObject({
      metadata: { labels: { mine: "yes" } },
      status: { conditions: [{ type: "Ready", status: "True" }] },
    });
  });

  test("waits for the API", async () => {
    let isDown = true;
    kube.onRequest = () => {
      if (isDown) throw new KubeError("unreachable", "down");
    };
    const registered = registerNode(options, signal);
    await clock.advanceAsync(1000);
    isDown = false;
    await clock.advanceAsync(5000);
    await registered;
    expect(await kube.get(NODES, { name: "n1" })).toBeDefined();
  });

  test("renews the lease, also after one that failed", async () => {
    await registerNode(options, signal);
    const ending = new AbortController();
    const keeping = keepLease(options, ending.signal);
    let isDown = true;
    kube.onRequest = () => {
      if (isDown) throw new KubeError("unreachable", "down");
    };
    await clock.advanceAsync(10_000);
    isDown = false;
    await clock.advanceAsync(10_000);
    expect(await kube.get(LEASES, { namespace: "kube-node-lease", name: "n1" })).toMatchObject({
      spec: { renewTime: "1970-01-01T00:00:20.000000Z" },
    });
    ending.abort();
    await keeping;
  });

  test("registers the node again with an API that forgot it", async () => {
    await registerNode(options, signal);
    const ending = new AbortController();
    const fresh = new FakeKube();
    const keeping = keepLease({ ...options, api: fresh }, ending.signal);
    await clock.advanceAsync(10_000);
    expect(await fresh.get(NODES, { name: "n1" })).toMatchObject({ status: { capacity: { cpu: "2" } } });
    ending.abort();
    await keeping;
  });
});
