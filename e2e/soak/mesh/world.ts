/** A lab with the soak's pods in it, the process that is their application, and watchers on every node's interfaces. */
import { fileURLToPath } from "node:url";
import { TaskGroup } from "@ambit/lifecycle";
import { eventually } from "@ambit/lifecycle/testing";
import { restartZtunnels } from "../../enrolment/measurements.ts";
import { Lab, type PodFacts } from "../../src/lab.ts";
import { resourceOf } from "../../src/lab-resources.ts";
import { HERE, Namespace } from "../../src/namespace.ts";
import { NetnsError } from "../../src/netns-error.ts";
import { ProgramCalls } from "../../src/program-calls.ts";
import { netnsOf } from "./lab-places.ts";
import type { LoadMethods, LoadService } from "./load-protocol.ts";
import { plainPodObject, standingObjects } from "./objects.ts";
import { MESH_NAMESPACE, OPEN_PORT, PLAIN_NAMESPACE, type SoakPlan } from "./plan.ts";
import { PodBook } from "./pod-book.ts";
import type { NodeWireFacts, WireMethods } from "./wire-protocol.ts";

/** In everything that applications of the mesh say, and in what those outside of it say. */
export const MARKER = "said-inside-the-mesh";
export const OUTSIDE_MARKER = "said-outside-the-mesh";

const POD_TIMEOUT_MS = 90_000;
const FIRST_PODS_TIMEOUT_MS = 600_000;
const CONTROL_TIMEOUT_MS = 30_000;
const GREETING_TIMEOUT_MS = 5_000;
const BATCH = 16;
/** So that all tunnels are gone soon after the connections are, and descriptors can be counted. */
const RELEASE_TUNNELS = { name: "POOL_UNUSED_RELEASE_TIMEOUT", value: "10s" };

export class SoakWorld implements AsyncDisposable {
  readonly lab: Lab;
  readonly load: ProgramCalls<LoadMethods>;
  readonly members: PodBook;
  readonly outsiders: PodBook;
  readonly tasks: TaskGroup;
  readonly #wires: ReadonlyMap<string, ProgramCalls<WireMethods>>;
  /** By name: pods that every node's ztunnel knows. */
  readonly #admitted = new Map<string, PodFacts>();
  /** By name: pods whose servers listen. */
  readonly #served = new Set<string>();
  readonly #stack: AsyncDisposableStack;

  private constructor(parts: WorldParts) {
    const { lab, load, wires, tasks, stack } = parts;
    this.lab = lab;
    this.load = load;
    this.#wires = wires;
    this.tasks = tasks;
    this.#stack = stack;
    this.members = new PodBook(lab, MESH_NAMESPACE, tasks);
    this.outsiders = new PodBook(lab, PLAIN_NAMESPACE, tasks);
  }

  /** With everything but pods. */
  static async open(name: string, plan: SoakPlan): Promise<SoakWorld> {
    await using stack = new AsyncDisposableStack();
    const lab = stack.use(await Lab.up({ name, nodes: plan.nodes.length }));
    await releaseTunnelsSoon(lab);
    const load = stack.use(await openProgram<LoadMethods>(HERE, "load-program.ts", []));
    const wires = new Map<string, ProgramCalls<WireMethods>>();
    for (const node of plan.nodes) {
      const place = Namespace.existing(`${name}-${node}`);
      const wire = await openProgram<WireMethods>(place, "wire-program.ts", [MARKER, OUTSIDE_MARKER]);
      wires.set(node, stack.use(wire));
    }
    const tasks = stack.use(new TaskGroup());
    await lab.apply(...standingObjects(plan));
    return new SoakWorld({ lab, load, wires, tasks, stack: stack.move() });
  }

  /** From the making of its object to connections of its own. Throws NetnsError "not-ready". */
  async bringUp(name: string): Promise<void> {
    const started = await this.members.whenStarted(name, POD_TIMEOUT_MS);
    await this.#watch([started.ip]);
    await this.#serve(started);
    const pod = await this.members.whenUp(name, true, POD_TIMEOUT_MS);
    await this.#untilKnown(pod);
    await this.#admit(pod);
  }

  /** Serves on for so long and is told to go. Resolves when it is gone. */
  async retire(name: string, afterMs: number): Promise<void> {
    this.#admitted.delete(name);
    if (!this.#served.delete(name)) return;
    await this.load.call("retirePod", { name, afterMs });
  }

  /** Pods that may be connected to. */
  get admitted(): readonly PodFacts[] {
    return [...this.#admitted.values()];
  }

  /** As `bringUp`, for pods that are made all at once. */
  async bringUpAll(names: readonly string[]): Promise<void> {
    const started = new Set<string>();
    await eventually(
      async () => {
        const fresh = this.members
          .all()
          .filter(({ name, phase, ip }) => phase === "Running" && ip !== "" && !started.has(name));
        for (let first = 0; first < fresh.length; first += BATCH) {
          await this.#watch(fresh.slice(first, first + BATCH).map(({ ip }) => ip));
          await Promise.all(fresh.slice(first, first + BATCH).map((pod) => this.#serve(pod)));
        }
        for (const { name } of fresh) started.add(name);
        if (started.size < names.length)
          throw new NetnsError("not-ready", `${started.size} pods have started`);
      },
      { timeoutMs: FIRST_PODS_TIMEOUT_MS, intervalMs: 200 },
    );
    for (const name of names) {
      await this.#admit(await this.members.whenUp(name, true, FIRST_PODS_TIMEOUT_MS));
    }
    const known = this.admitted.slice(0, this.#wires.size * BATCH);
    for (const pod of known) await this.#untilKnown(pod);
  }

  /** One pod outside the mesh on the first and the last node: their names. Frames of theirs have been seen by every watcher between. */
  async bringUpOutsiders({ nodes }: SoakPlan): Promise<readonly string[]> {
    const places = [nodes[0], nodes.at(-1)].filter((node) => node !== undefined);
    const names = places.map((node) => `plain-${node}`);
    await this.lab.apply(...places.map((node) => plainPodObject(`plain-${node}`, node)));
    const pods: PodFacts[] = [];
    for (const name of names) {
      const started = await this.outsiders.whenStarted(name, POD_TIMEOUT_MS);
      await this.#serve(started);
      pods.push(await this.outsiders.whenUp(name, false, POD_TIMEOUT_MS));
    }
    const [first, last] = [pods[0], pods.at(-1)];
    if (first === undefined || last === undefined) throw new NetnsError("not-ready", "nobody is outside");
    await eventually(
      async () => {
        const question = { from: first.name, ip: last.ip, port: OPEN_PORT, marker: OUTSIDE_MARKER };
        const { isAnswered } = await this.load.call("attempt", {
          ...question,
          timeoutMs: CONTROL_TIMEOUT_MS,
        });
        const seen = await Promise.all(places.map((node) => this.#wireOf(node).call("facts", {})));
        if (!isAnswered || seen.some(({ controls }) => controls === 0))
          throw new NetnsError("not-ready", "what is said outside the mesh is not seen on the wire");
      },
      { timeoutMs: CONTROL_TIMEOUT_MS, intervalMs: 500 },
    );
    return names;
  }

  /** Addresses of the groups' services, which are watched from now on as the pods are. */
  async services(groups: readonly string[]): Promise<readonly LoadService[]> {
    const found = await Promise.all(groups.map((group) => this.#clusterIp(group)));
    await this.#watch(found.map(({ ip }) => ip));
    return found;
  }

  async wireFacts(): Promise<ReadonlyMap<string, NodeWireFacts>> {
    const facts = new Map<string, NodeWireFacts>();
    for (const [node, wire] of this.#wires) facts.set(node, await wire.call("facts", {}));
    return facts;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#stack[Symbol.asyncDispose]();
  }

  async #admit(pod: PodFacts): Promise<void> {
    await this.load.call("admitPod", { name: pod.name });
    this.#admitted.set(pod.name, pod);
  }

  /**
   * A ztunnel that does not know an address yet takes it for one outside the mesh. So nobody says a word to a pod before every
   * node has been greeted by it, which a strict server does through a tunnel only.
   */
  async #untilKnown({ ip }: PodFacts): Promise<void> {
    for (const node of this.#wires.keys()) {
      await eventually(
        async () => {
          const from = this.admitted.find((pod) => pod.node === node)?.name;
          const question = { ip, port: OPEN_PORT, timeoutMs: GREETING_TIMEOUT_MS };
          if (from !== undefined && !(await this.load.call("greets", { from, ...question })))
            throw new NetnsError("not-ready", `${ip} does not greet ${from}`);
        },
        { timeoutMs: POD_TIMEOUT_MS, intervalMs: 200 },
      );
    }
  }

  async #serve(pod: PodFacts): Promise<void> {
    const { name, node, ip } = pod;
    this.#served.add(name);
    await this.load.call("addPod", { name, node, ip, netns: netnsOf(this.lab, pod) });
  }

  async #watch(ips: readonly string[]): Promise<void> {
    for (const wire of this.#wires.values()) await wire.call("addMembers", { ips });
  }

  #wireOf(node: string): ProgramCalls<WireMethods> {
    const wire = this.#wires.get(node);
    if (wire === undefined) throw new NetnsError("not-ready", `nobody watches ${node}`);
    return wire;
  }

  /** A service gets its address a moment after it was made. */
  #clusterIp(name: string): Promise<LoadService> {
    const resource = resourceOf({ apiVersion: "v1", kind: "Service", metadata: { name } });
    return eventually(async () => {
      const service = await this.lab.api.get(resource, { namespace: MESH_NAMESPACE, name });
      const { spec } = service as { readonly spec?: { readonly clusterIP?: string } };
      if (spec?.clusterIP === undefined) throw new NetnsError("not-ready", `service ${name} has no address`);
      return { name, ip: spec.clusterIP };
    });
  }
}

interface WorldParts {
  readonly lab: Lab;
  readonly load: ProgramCalls<LoadMethods>;
  readonly wires: ReadonlyMap<string, ProgramCalls<WireMethods>>;
  readonly tasks: TaskGroup;
  readonly stack: AsyncDisposableStack;
}

async function openProgram<Methods extends LoadMethods | WireMethods>(
  namespace: Pick<Namespace, "spawn">,
  file: string,
  args: readonly string[],
): Promise<ProgramCalls<Methods>> {
  const program = fileURLToPath(new URL(file, import.meta.url));
  const { calls } = await ProgramCalls.open<Methods>({ namespace, program, name: file, args });
  return calls;
}

async function releaseTunnelsSoon(lab: Lab): Promise<void> {
  const resource = { group: "apps", version: "v1", plural: "daemonsets", isNamespaced: true };
  await lab.api.patch(
    resource,
    { namespace: "istio-system", name: "ztunnel" },
    {
      kind: "json",
      operations: [{ op: "add", path: "/spec/template/spec/containers/0/env/-", value: RELEASE_TUNNELS }],
    },
  );
  await restartZtunnels(lab, "soak");
}
