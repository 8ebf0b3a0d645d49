/** Pods that come and go in any order and at any moment, on two threads that share their listeners. */

import { echo, openSocketCount, type RawSocket, stateMessages } from "@ambit/data-plane/testing";
import { describeUnless } from "@ambit/lifecycle/testing/prerequisites";
import { aMatch, aPolicy, policyResource } from "@ambit/model/testing";
import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { PodNetwork, type TestPod } from "./testing/pod-network.ts";
import { key, POD_OBSTACLE, PodNode, recordOf } from "./testing/pod-node.ts";

const APP_PORT = 8_080;
const POD_COUNT = 3;
/** Two of them share an account. */
const WORKLOADS = [key("a", "one"), key("b", "one"), key("c", "two")];

const anyPod = fc.nat(POD_COUNT - 1);
const anyStep = fc.oneof(
  { weight: 8, arbitrary: fc.record({ kind: fc.constant("connect" as const), from: anyPod, to: anyPod }) },
  { weight: 6, arbitrary: fc.record({ kind: fc.constant("pass" as const), turns: fc.nat(20) }) },
  {
    weight: 2,
    arbitrary: fc.record({ kind: fc.constant("add" as const), pod: anyPod, isCertified: fc.boolean() }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant("remove" as const),
      pod: anyPod,
      mode: fc.constantFrom("graceful" as const, "immediate" as const),
      deadlineMs: fc.constantFrom(0, 20, 60_000),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant("hang-up" as const),
      which: fc.nat(20),
      isReset: fc.boolean(),
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("policy" as const), isDenied: fc.boolean() }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("certify" as const), pod: anyPod }) },
  {
    weight: 1,
    arbitrary: fc.record({ kind: fc.constant("record" as const), pod: anyPod, isThere: fc.boolean() }),
  },
);
type Step = typeof anyStep extends fc.Arbitrary<infer T> ? T : never;

describeUnless(POD_OBSTACLE, "whatever happens to pods", () => {
  let network: PodNetwork;
  let pods: readonly TestPod[];

  beforeAll(() => {
    network = new PodNetwork();
    pods = WORKLOADS.map(() => network.pod());
  });
  afterAll(() => network[Symbol.dispose]());

  /** Follows the steps, and counts what has to be answered. */
  class Scenario {
    readonly node: PodNode;
    readonly added: string[] = [];
    readonly removed: string[] = [];
    readonly #there = new Set<number>();
    readonly #sockets: RawSocket[] = [];

    constructor() {
      const records = WORKLOADS.map((workload, index) => recordOf(workload, podOf(index)));
      this.node = new PodNode(records, { count: 2 });
      for (const pod of pods) this.node.poll(pod.application(echo(), { port: APP_PORT }));
      this.#restore();
    }

    follow(step: Step): void {
      const { node } = this;
      switch (step.kind) {
        case "add":
          if (!this.#there.has(step.pod)) this.#add(step.pod);
          if (step.isCertified) node.certify(workloadOf(step.pod));
          return;
        case "remove":
          if (this.#there.has(step.pod)) this.#remove(step.pod, step.mode, step.deadlineMs);
          return;
        case "connect":
          this.#connect(step.from, step.to);
          return;
        case "hang-up": {
          const [socket] = this.#sockets.splice(step.which % Math.max(1, this.#sockets.length), 1);
          if (socket === undefined) return;
          if (step.isReset) socket.reset();
          node.forget(socket);
          return;
        }
        case "policy":
          node.change(policyResource(step.isDenied ? DENY : HARMLESS));
          return;
        case "certify":
          node.certify(workloadOf(step.pod));
          return;
        case "record":
          this.#setRecord(step.pod, step.isThere);
          return;
        case "pass":
          node.turns(step.turns);
          return;
      }
    }

    /** Whatever has happened: every pod that is there, with all it needs, reaches every other. */
    checkHealth(): void {
      this.#restore();
      for (const from of pods) {
        for (const to of pods.filter((pod) => pod !== from))
          this.node.forget(this.node.talk(from, { ip: to.ip, port: APP_PORT }));
      }
    }

    finish(): void {
      for (const index of [...this.#there]) this.#remove(index, "immediate", 0);
      // Those that drain are hastened.
      for (const index of WORKLOADS.keys())
        this.node.deliver({ type: "pod-remove", uid: uidOf(index), mode: "immediate", deadlineMs: 0 });
      const answered = () =>
        this.node.planes.every((plane) => plane.ofType("pod-removed").length === this.removed.length);
      this.node.until(answered);
    }

    #add(index: number): void {
      this.#there.add(index);
      this.added.push(uidOf(index));
      this.node.add(uidOf(index), podOf(index), workloadOf(index));
    }

    #remove(index: number, mode: "graceful" | "immediate", deadlineMs: number): void {
      this.#there.delete(index);
      this.removed.push(uidOf(index));
      this.node.remove(uidOf(index), mode, deadlineMs);
    }

    #connect(from: number, to: number): void {
      const socket = podOf(from).connect({ ip: podOf(to).ip, port: APP_PORT });
      socket.send("x".repeat(100));
      this.#sockets.push(this.node.poll(socket));
    }

    #restore(): void {
      this.node.change(policyResource(HARMLESS));
      for (const index of WORKLOADS.keys()) {
        this.#setRecord(index, true);
        if (!this.#there.has(index)) this.#add(index);
        this.node.certify(workloadOf(index));
      }
    }

    #setRecord(index: number, isThere: boolean): void {
      const { name, namespace } = workloadOf(index);
      if (isThere) this.node.change(recordOf(workloadOf(index), podOf(index)));
      else {
        const removals = [{ kind: "workload", key: `Kubernetes//Pod/${namespace}/${name}` }] as const;
        this.node.deliver(...stateMessages(3, [], removals));
      }
    }
  }

  function podOf(index: number): TestPod {
    const pod = pods[index];
    if (pod === undefined) throw new Error(`there is no pod ${index}`);
    return pod;
  }

  test("everything is answered once and in order, nothing is left, and no thread comes to harm", () => {
    const property = fc.property(fc.array(anyStep, { minLength: 5, maxLength: 80 }), (steps) => {
      const before = openSocketCount();
      const scenario = new Scenario();
      const { node } = scenario;
      try {
        for (const step of steps) scenario.follow(step);
        scenario.checkHealth();
        scenario.finish();
        for (const plane of node.planes) {
          expect(plane.ofType("pod-added").map(({ uid, error }) => [uid, error])).toEqual(
            scenario.added.map((uid) => [uid, undefined]),
          );
          expect(
            plane
              .ofType("pod-removed")
              .map(({ uid }) => uid)
              .sort(),
          ).toEqual(scenario.removed.sort());
          const lines = plane
            .ofType("log")
            .map((message) => message.lines)
            .join("");
          expect(lines).not.toContain("internal error");
        }
        expect(node.dump()).toEqual([]);
        node.clear(before);
      } finally {
        node[Symbol.dispose]();
      }
    });
    fc.assert(property, { numRuns: 40 });
  });
});

const DENY = aPolicy({
  name: "deny",
  namespace: "shop",
  action: "Deny",
  rules: [[[aMatch({ destinationPorts: [APP_PORT] })]]],
});
const HARMLESS = { ...DENY, rules: [[[aMatch({ destinationPorts: [1] })]]] };

function workloadOf(index: number) {
  return WORKLOADS[index] ?? key("nobody");
}

function uidOf(index: number): string {
  return `uid-${index}`;
}
