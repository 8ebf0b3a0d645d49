// Whatever happens to pods, labels and ztunnels, in whatever order and with whatever failing on the way: no promise of
// the annotation is broken meanwhile, and when things have calmed down every pod is exactly what it is to be.

import { parseIpAddress } from "@ambit/addr";
import { FakeClock } from "@ambit/lifecycle/testing";
import fc from "fast-check";
import { expect, test } from "vitest";
import { KeyedQueue } from "../agent/keyed-queue.ts";
import { hasTerminated, type Pod } from "../kube/pod.ts";
import { aPod } from "../kube/testing/a-pod.ts";
import { anEnroller } from "./testing/an-enroller.ts";
import { FakeNode, type Operation } from "./testing/fake-node.ts";

const NAMESPACES = ["app", "shop"];
/** Fewer than pods: addresses are used again. */
const IPS = ["10.0.0.1", "10.0.0.2", "10.0.0.3"].map(parseIpAddress);
const SLOTS = [0, 1, 2];

type Command =
  | { readonly kind: "label"; readonly namespace: string; readonly isOn: boolean }
  | { readonly kind: "start"; readonly slot: number; readonly namespace: string; readonly byPlugin: boolean }
  | { readonly kind: "delete" | "terminate" | "new-sandbox" | "flush"; readonly slot: number }
  | { readonly kind: "connect" | "disconnect-newest" | "disconnect-oldest" | "look" }
  | { readonly kind: "fail"; readonly operations: readonly Operation[] }
  | { readonly kind: "wait"; readonly ms: number };

const slot = fc.constantFrom(...SLOTS);
const namespace = fc.constantFrom(...NAMESPACES);
const command: fc.Arbitrary<Command> = fc.oneof(
  { weight: 4, arbitrary: fc.record({ kind: fc.constant("label" as const), namespace, isOn: fc.boolean() }) },
  {
    weight: 4,
    arbitrary: fc.record({ kind: fc.constant("start" as const), slot, namespace, byPlugin: fc.boolean() }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constantFrom(
        "delete" as const,
        "terminate" as const,
        "new-sandbox" as const,
        "flush" as const,
      ),
      slot,
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constantFrom(
        "connect" as const,
        "disconnect-newest" as const,
        "disconnect-oldest" as const,
        "look" as const,
      ),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant("fail" as const),
      operations: fc.subarray<Operation>([
        "find",
        "install",
        "release",
        "remove",
        "probes",
        "offer",
        "withdraw",
        "annotate",
      ]),
    }),
  },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant("wait" as const), ms: fc.nat(2_000) }) },
);

class World {
  readonly clock = new FakeClock();
  readonly node: FakeNode = new FakeNode((uid) => this.queue.enqueue(uid));
  readonly enroller = anEnroller(this.node, () => this.clock.nowMs());
  readonly queue = new KeyedQueue({
    run: (uid) => this.enroller.reconcile(uid),
    onFailure: () => {},
    concurrency: 2,
    backoff: { initialMs: 5, factor: 2, jitter: 0, capMs: 5_000 },
    clock: this.clock,
    random: () => 0,
  });
  /** The pod of each slot. */
  readonly #pods = new Map<number, Pod>();
  readonly #starting = new Set<Promise<unknown>>();
  #count = 0;

  constructor() {
    for (const name of NAMESPACES) this.node.setNamespace({ name, labels: {} });
    this.queue.serve();
  }

  async run(next: Command): Promise<void> {
    switch (next.kind) {
      case "label":
        this.node.setNamespace({ name: next.namespace, labels: next.isOn ? { mesh: "on" } : {} });
        break;
      case "start":
        this.#start(next);
        break;
      case "delete":
        this.#delete(next.slot);
        break;
      case "terminate":
        this.#terminate(next.slot);
        break;
      case "new-sandbox":
        this.#newSandbox(next.slot);
        break;
      case "flush":
        this.node.flush(this.node.running.get(this.#pods.get(next.slot)?.uid ?? "") ?? -1);
        break;
      case "look":
        this.#look();
        break;
      case "connect":
        this.node.connect();
        this.#touchAll();
        break;
      case "disconnect-newest":
      case "disconnect-oldest": {
        const gone = this.node.connections.at(next.kind === "disconnect-newest" ? -1 : 0);
        if (gone !== undefined) this.node.disconnect(gone);
        this.#touchAll();
        break;
      }
      case "fail":
        this.node.fails = (operation) => next.operations.includes(operation);
        break;
      case "wait":
        await this.clock.advanceAsync(next.ms);
    }
    // A few steps of what is under way, not all of them.
    for (let turn = 0; turn < this.#count % 4; turn += 1) await Promise.resolve();
  }

  /** Nothing fails any more, a ztunnel is there (which may be an old one), and all waits are over. */
  async calmDown(): Promise<void> {
    this.node.fails = () => false;
    if (this.node.connections.length === 0) this.node.connect();
    this.#touchAll();
    for (let round = 0; round < 4; round += 1) await this.clock.advanceAsync(20_000);
    await Promise.all(this.#starting);
    for (let round = 0; round < 3; round += 1) {
      await this.clock.advanceAsync(20_000);
      this.#look();
      // What was changed between the last rule and the look at it shows when the rules are read back.
      for (const enrolment of this.enroller.values()) {
        if (this.enroller.rules.doubt(enrolment)) this.queue.enqueue(enrolment.uid);
      }
    }
    await this.clock.advanceAsync(20_000);
  }

  check(): void {
    const { node, enroller } = this;
    const members = [...node.table.values()].filter((pod) => node.table.isWanted(pod) && !hasTerminated(pod));
    const served = members.filter(({ ips }) => ips.length > 0);
    const inodes = served.map(({ uid }) => node.running.get(uid) ?? 0);
    expect(node.violations).toEqual([]);
    expect(served.map(({ redirection }) => redirection)).toEqual(served.map(() => "enabled"));
    const others = [...node.table.values()].filter((pod) => !members.includes(pod));
    expect(others.map(({ redirection }) => redirection)).toEqual(others.map(() => undefined));
    const alive = new Set(node.running.values());
    const captured = [...node.rulesIn.keys()].filter((inode) => alive.has(inode));
    expect(new Set(captured)).toEqual(new Set(inodes));
    expect(node.connections.at(-1)?.pods).toEqual(
      new Map(served.map(({ uid }, index) => [uid, inodes[index]])),
    );
    for (const { ips, uid } of served)
      for (const ip of ips) expect([ip, node.probedPods.get(ip)]).toEqual([ip, uid]);
    expect(node.probedPods.size).toBe(new Set(served.flatMap(({ ips }) => ips)).size);
    expect([...enroller.values()].map(({ uid }) => uid).sort(compare)).toEqual(
      served.map(({ uid }) => uid).sort(compare),
    );
    expect(node.openNetns.size).toBe(served.length);
    expect([...node.captured].sort(compare)).toEqual(served.map(({ uid }) => uid).sort(compare));
  }

  #start({ slot: place, namespace: name, byPlugin }: Extract<Command, { kind: "start" }>): void {
    this.#delete(place);
    this.#count += 1;
    const uid = `uid-${this.#count}`;
    const ip = IPS[place];
    const pod = aPod({ uid, namespace: name, name: `pod-${place}`, ips: [], phase: "Pending" });
    const ips = ip === undefined ? [] : [ip];
    this.#pods.set(place, pod);
    this.node.running.set(uid, 100 + this.#count);
    this.node.setPod(pod);
    const run = (): void => {
      // The pod may be gone, or have ended, by the time it runs.
      const current = this.node.table.find(uid);
      if (current?.phase === "Pending") this.node.setPod({ ...current, ips, phase: "Running" });
    };
    if (byPlugin && this.node.table.isWanted(pod)) this.#startByPlugin(pod, ips, run);
    else run();
  }

  #startByPlugin(pod: Pod, ips: Pod["ips"], run: () => void): void {
    const inode = this.node.running.get(pod.uid) ?? 0;
    const enrolling = this.queue
      .runExclusive(pod.uid, () => this.enroller.enrolStarting({ pod, netns: this.node.open(inode), ips }))
      // The runtime tries again; here the pod starts some time later as one that runs already.
      .then(run, run);
    this.#starting.add(enrolling);
  }

  #newSandbox(place: number): void {
    const pod = this.#pods.get(place);
    const current = pod && this.node.table.find(pod.uid);
    if (current === undefined || hasTerminated(current) || current.ips.length === 0) return;
    if (!this.node.table.isWanted(current)) return;
    this.#count += 1;
    this.node.running.set(current.uid, 100 + this.#count);
    this.#startByPlugin(current, current.ips, () => {});
  }

  #terminate(place: number): void {
    const pod = this.#pods.get(place);
    const current = pod && this.node.table.find(pod.uid);
    if (current === undefined) return;
    this.node.running.delete(current.uid);
    this.node.setPod({ ...current, ips: [], phase: "Succeeded" });
  }

  #delete(place: number): void {
    const pod = this.#pods.get(place);
    if (pod === undefined) return;
    this.#pods.delete(place);
    this.node.running.delete(pod.uid);
    this.node.table.forget(pod.uid);
  }

  #look(): void {
    for (const enrolment of this.enroller.values()) {
      if (this.enroller.rules.look(enrolment)) this.queue.enqueue(enrolment.uid);
    }
  }

  #touchAll(): void {
    for (const { uid } of this.enroller.values()) this.queue.enqueue(uid);
  }
}

function compare(left: string, right: string): number {
  return left < right ? -1 : Number(left > right);
}

async function play(commands: readonly Command[]): Promise<void> {
  const world = new World();
  for (const next of commands) await world.run(next);
  await world.calmDown();
  world.check();
}

test("ends as wanted, whatever happens on the way", async () => {
  await fc.assert(fc.asyncProperty(fc.array(command, { minLength: 5, maxLength: 60, size: "max" }), play), {
    numRuns: 400,
  });
});

test("rules that are removed just as a repair has made them are restored", async () => {
  const off: Command = { kind: "label", namespace: "app", isOn: false };
  await play([
    { kind: "label", namespace: "shop", isOn: true },
    { kind: "fail", operations: ["install"] },
    { kind: "start", slot: 1, namespace: "shop", byPlugin: false },
    { kind: "wait", ms: 0 },
    { kind: "fail", operations: [] },
    { kind: "connect" },
    { kind: "flush", slot: 1 },
    off,
    off,
    { kind: "delete", slot: 0 },
    off,
    { kind: "fail", operations: [] },
  ]);
});
