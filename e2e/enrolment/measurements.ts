/** One measurement each, on a lab that is up. Times in milliseconds. */
import { setTimeout as delay } from "node:timers/promises";
import { eventually } from "@ambit/lifecycle/testing";
import type { ProbeRecord } from "../faults/load-protocol.ts";
import type { Lab } from "../src/lab.ts";
import type { MeshObject } from "../src/mesh-objects.ts";
import { timeUntilAll } from "./pod-watch.ts";
import { AMBIENT, ECHO_PORT, idlePod, idlePods, NOT_AMBIENT, namespaceObject } from "./workloads.ts";

/** 50 new connections a second. */
const EVERY_MS = 20;
const TIMEOUT_MS = 5_000;
const SETTLE_MS = 1_000;
/** More than PILOT_DEBOUNCE_AFTER. */
const APART_MS = 250;

export interface EnrolTimes {
  readonly enrolMs: number;
  readonly unenrolMs: number;
}

/** From the label on the namespace until the last of its pods, all on one node, says it is in; and out again. */
export async function measureEnrolment(lab: Lab, count: number, rounds: number): Promise<EnrolTimes[]> {
  const namespace = `enrol-${count}`;
  await lab.apply(namespaceObject(namespace, false), ...idlePods(namespace, count, "n1"));
  await lab.untilReady(namespace, count);
  const times: EnrolTimes[] = [];
  for (let round = 0; round < rounds; round++) {
    const enrolMs = await timeUntilAll(
      lab,
      namespace,
      () => lab.label(namespace, AMBIENT),
      ({ redirection }) => redirection === "enabled",
    );
    const unenrolMs = await timeUntilAll(
      lab,
      namespace,
      () => lab.label(namespace, NOT_AMBIENT),
      ({ redirection }) => redirection === "",
    );
    times.push({ enrolMs, unenrolMs });
  }
  await lab.delete(namespaceObject(namespace, false));
  return times;
}

export interface LoadOutcome {
  readonly connections: number;
  readonly failed: readonly ProbeRecord[];
}

/** A client on one node and a server on the other, with new connections all the time. */
export class Traffic implements AsyncDisposable {
  readonly #lab: Lab;
  readonly #namespace: string;

  private constructor(lab: Lab, namespace: string) {
    this.#lab = lab;
    this.#namespace = namespace;
  }

  static async open(lab: Lab, namespace: string, isAmbient: boolean): Promise<Traffic> {
    await lab.apply(
      namespaceObject(namespace, isAmbient),
      idlePod({ namespace, name: "client", node: "n1" }),
      idlePod({ namespace, name: "server", node: "n2" }),
    );
    await lab.untilReady(namespace, 2);
    await lab.untilEnrolled(namespace, isAmbient);
    const server = await (await lab.pod(namespace, "server")).load();
    await server.call("serve", { port: ECHO_PORT, behaviour: "echo" });
    return new Traffic(lab, namespace);
  }

  /** Connections a second before, during and for a second after `act`. */
  async during(act: () => Promise<void>): Promise<LoadOutcome> {
    const [client, server] = await Promise.all([
      this.#lab.pod(this.#namespace, "client"),
      this.#lab.pod(this.#namespace, "server"),
    ]);
    const load = await client.load();
    await load.call("probe", {
      probe: "steady",
      ip: server.ip,
      port: ECHO_PORT,
      marker: "steady",
      everyMs: EVERY_MS,
      timeoutMs: TIMEOUT_MS,
    });
    await delay(SETTLE_MS);
    await act();
    await delay(SETTLE_MS);
    const records = await load.call("endProbe", { probe: "steady" });
    return { connections: records.length, failed: records.filter(({ outcome }) => outcome !== "ok") };
  }

  /** Both pods of it are in, or out. */
  async enrol(isEnrolled: boolean): Promise<void> {
    await this.#lab.label(this.#namespace, isEnrolled ? AMBIENT : NOT_AMBIENT);
    await this.#lab.untilEnrolled(this.#namespace, isEnrolled);
  }

  /** From the answer to the creation of a DENY policy until the first refused connection, tried without a pause. */
  async policyTimes(rounds: number): Promise<readonly number[]> {
    const [client, server] = await Promise.all([
      this.#lab.pod(this.#namespace, "client"),
      this.#lab.pod(this.#namespace, "server"),
    ]);
    const policy: MeshObject = {
      apiVersion: "security.istio.io/v1",
      kind: "AuthorizationPolicy",
      metadata: { name: "deny-all", namespace: this.#namespace },
      spec: { action: "DENY", rules: [{}] },
    };
    const answers = (): Promise<boolean> => client.exchange(server.ip, ECHO_PORT, "ping");
    const times: number[] = [];
    for (let round = 0; round < rounds; round++) {
      await eventually(async () => {
        if (!(await answers())) throw new Error("the policy before is still in force");
      });
      // Apart from the change before: those that follow each other are sent together.
      await delay(APART_MS);
      await this.#lab.apply(policy);
      const startMs = performance.now();
      while (await answers());
      times.push(performance.now() - startMs);
      await this.#lab.delete(policy);
    }
    return times;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#lab.delete(namespaceObject(this.#namespace, false));
  }
}

/** A new generation of every ztunnel, one after the other, as `kubectl rollout restart` does it. */
export async function restartZtunnels(lab: Lab, stamp: string): Promise<void> {
  const name = { namespace: "istio-system", name: "ztunnel" };
  const resource = { group: "apps", version: "v1", plural: "daemonsets", isNamespaced: true };
  const annotations = { "kubectl.kubernetes.io/restartedAt": stamp };
  const body = { spec: { template: { metadata: { annotations } } } };
  await lab.api.patch(resource, name, { kind: "merge", body });
  await eventually(
    async () => {
      const { metadata, status } = await lab.api.get(resource, name);
      const { observedGeneration, updatedNumberScheduled, numberAvailable, desiredNumberScheduled } =
        status as Readonly<Record<string, number>>;
      const isDone =
        observedGeneration === metadata.generation &&
        updatedNumberScheduled === desiredNumberScheduled &&
        numberAvailable === desiredNumberScheduled;
      const pods = (await lab.pods("istio-system")).filter(({ name }) => name.startsWith("ztunnel-"));
      if (!isDone || pods.length !== desiredNumberScheduled || pods.some(({ isReady }) => !isReady)) {
        throw new Error(`ztunnels are still being replaced: ${JSON.stringify(status)}`);
      }
    },
    { timeoutMs: 120_000, intervalMs: 100 },
  );
}
