/**
 * The scenario language: `await using mesh = await netnsMesh({...})` builds pods as network namespaces, gives each
 * enrolled one a ztunnel of its own, and takes everything away at the end of the block.
 */
import { renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { eventually } from "@ambit/lifecycle/testing";
import { buildNetwork } from "./build-network.ts";
import { CONTROL_PLANE_HOST, CONTROL_PLANE_PORT, ControlPlane } from "./control-plane.ts";
import { onEmergency } from "./emergency.ts";
import { takeLease } from "./lease.ts";
import { formatMeshFile, type PolicySpec } from "./mesh-file.ts";
import { NetnsError } from "./netns-error.ts";
import { Pod, type PodContext } from "./pod.ts";
import { requireNetns } from "./preflight.ts";
import { writeRoot } from "./root-ca.ts";
import { type PodPlan, type PodSpec, planTopology } from "./topology.ts";
import { type MeshSource, ztunnelCommand } from "./ztunnel-command.ts";

export interface MeshOptions {
  /** Begins the names of its namespaces. A living process has it for itself; see lease.ts. */
  readonly prefix: string;
  readonly pods: readonly PodSpec[];
  /** Of the mesh file; with a control plane policies are objects of the API. */
  readonly policies?: readonly PolicySpec[];
  /** An API server and a controller, in a namespace `control`, instead of a mesh file and a CA in each ztunnel. */
  readonly controlPlane?: boolean;
  /** Enrol every pod of the mesh before the scenario begins. Default true. */
  readonly enroll?: boolean;
  /** A program to run instead of this repository's ztunnel, with the same environment. */
  readonly ztunnel?: string | undefined;
  /** Leave namespaces and files behind, for looking around. Default: whether AMBIT_E2E_KEEP is set. */
  readonly keep?: boolean;
}

const POLICY_TIMEOUT_MS = 10_000;

/** Throws NetnsError when this machine has no namespaces, or something does not start; nothing is left then. */
export async function netnsMesh(options: MeshOptions): Promise<NetnsMesh> {
  requireNetns();
  const isKept = options.keep ?? (process.env.AMBIT_E2E_KEEP ?? "") !== "";
  await using undo = new AsyncDisposableStack();
  // Namespaces, then the lease with its folder; all that an emergency, where nothing can be waited for, takes away.
  const made = new DisposableStack();
  const lease = made.use(takeLease(options.prefix));
  const { folder } = lease;
  undo.use(onEmergency(() => made.dispose()));
  undo.defer(() => (isKept ? undefined : made.dispose()));

  const hasControlPlane = options.controlPlane === true;
  const topology = planTopology(
    lease.prefix,
    hasControlPlane ? [...options.pods, CONTROL_POD] : options.pods,
  );
  const meshPath = join(folder, "mesh.yaml");
  const root = writeRoot(folder, Date.now());
  // Pods know where their mesh comes from before it is there.
  const opened = Promise.withResolvers<ControlPlane | undefined>();
  const context: PodContext = {
    folder,
    ztunnelCommand: ztunnelCommand(options.ztunnel),
    meshSource: async (plan) => {
      const controlPlane = await opened.promise;
      if (controlPlane === undefined) return { kind: "files", root, meshPath };
      return controlPlaneSource(controlPlane, plan);
    },
    directAddress: topology.pods.find(({ name }) => name === CONTROL_POD.name)?.address.ip,
  };
  const namespaces = buildNetwork(topology, made);
  const pods = await Promise.all(
    topology.pods.map(async (plan) => {
      const namespace = namespaces.get(plan.name);
      if (namespace === undefined) throw new NetnsError("bad-topology", `${plan.name} has no namespace`);
      return undo.use(await Pod.open(plan, namespace, context));
    }),
  );
  const controlPlane = hasControlPlane ? undo.use(await openControlPlane(pods, folder)) : undefined;
  opened.resolve(controlPlane);
  const mesh = new NetnsMesh(pods, { folder, meshPath, controlPlane, undo });
  if (!hasControlPlane) mesh.writePolicies(options.policies ?? []);
  if (options.enroll ?? true) await mesh.enroll();
  mesh.keepUntilDisposed();
  return mesh;
}

/** Its pod, when there is one, is the last. */
const CONTROL_POD: PodSpec = { name: "control", inMesh: false };

async function openControlPlane(pods: readonly Pod[], folder: string): Promise<ControlPlane> {
  const control = pods.find(({ plan }) => plan.name === CONTROL_POD.name);
  if (control === undefined) throw new NetnsError("bad-topology", "no namespace for the control plane");
  return ControlPlane.open({
    namespace: control.namespace,
    agent: control.agent,
    ip: control.ip,
    folder,
    pods: pods.filter((pod) => pod !== control).map(({ plan }) => plan),
  });
}

async function controlPlaneSource(controlPlane: ControlPlane, plan: PodPlan): Promise<MeshSource> {
  return {
    kind: "control-plane",
    address: `https://${controlPlane.ip}:${CONTROL_PLANE_PORT}`,
    hostname: CONTROL_PLANE_HOST,
    rootsPath: await controlPlane.writeRoots(plan),
    tokenPath: await controlPlane.writeToken(plan),
  };
}

interface MeshParts {
  readonly folder: string;
  readonly meshPath: string;
  readonly controlPlane: ControlPlane | undefined;
  readonly undo: AsyncDisposableStack;
}

export class NetnsMesh implements AsyncDisposable {
  readonly pods: readonly Pod[];
  /** YAML, logs, captures and the root of the CA. */
  readonly folder: string;
  readonly meshPath: string;
  readonly #controlPlane: ControlPlane | undefined;
  #undo: AsyncDisposableStack;

  /** Made by `netnsMesh` only. */
  constructor(pods: readonly Pod[], { folder, meshPath, controlPlane, undo }: MeshParts) {
    this.pods = pods;
    this.folder = folder;
    this.meshPath = meshPath;
    this.#controlPlane = controlPlane;
    this.#undo = undo;
  }

  /** Throws NetnsError "bad-topology" for a name that the scenario did not give. */
  pod(name: string): Pod {
    const pod = this.pods.find((candidate) => candidate.plan.name === name);
    if (pod === undefined) throw new NetnsError("bad-topology", `no pod ${name}`);
    return pod;
  }

  /** Throws NetnsError "bad-topology" for a scenario without one. */
  get controlPlane(): ControlPlane {
    if (this.#controlPlane === undefined) {
      throw new NetnsError("bad-topology", "the scenario has no control plane");
    }
    return this.#controlPlane;
  }

  /** Starts the ztunnels of all pods of the mesh, and redirects their traffic. */
  async enroll(): Promise<void> {
    await Promise.all(this.#enrolled().map((pod) => pod.enroll()));
  }

  /** Rewrites the file that all ztunnels follow, in one step. It takes them a moment to see it. */
  writePolicies(policies: readonly PolicySpec[]): void {
    const plans = this.pods.map((pod) => pod.plan);
    const temporary = `${this.meshPath}.new`;
    writeFileSync(temporary, formatMeshFile(plans, policies));
    renameSync(temporary, this.meshPath);
  }

  /** `writePolicies`, and waits until every ztunnel's config_dump has exactly these. */
  async applyPolicies(policies: readonly PolicySpec[]): Promise<void> {
    this.writePolicies(policies);
    const wanted = JSON.stringify(policies.map((policy) => policy.name).sort());
    await Promise.all(
      this.#enrolled().map((pod) =>
        eventually(
          async () => {
            const { policies: dumped } = (await pod.configDump()) as {
              readonly policies: readonly PolicySpec[];
            };
            const names = JSON.stringify(dumped.map((policy) => policy.name).sort());
            if (names !== wanted) throw new NetnsError("not-ready", `${pod.plan.name} has policies ${names}`);
          },
          { timeoutMs: POLICY_TIMEOUT_MS, intervalMs: 20 },
        ),
      ),
    );
  }

  /** How to look into the namespaces of this scenario by hand. */
  describe(): string {
    const lines = this.pods.map(
      ({ plan }) => `  nsenter --net=/run/netns/${plan.netns} sh    # ${plan.name}, ${plan.address.ip}`,
    );
    return [...lines, `  files: ${this.folder}`].join("\n");
  }

  /** The ends of all logs of ztunnels; also after disposal. */
  tails(): string {
    const ztunnels = this.#enrolled()
      .filter((pod) => pod.isEnrolled)
      .map((pod) => `--- ${pod.plan.name}\n${pod.ztunnel.tail()}`);
    const controller =
      this.#controlPlane === undefined ? [] : [`--- controller\n${this.#controlPlane.tail()}`];
    return [...ztunnels, ...controller].join("\n");
  }

  /** From here on the scenario owns what was built. */
  keepUntilDisposed(): void {
    this.#undo = this.#undo.move();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#undo.disposeAsync();
  }

  #enrolled(): readonly Pod[] {
    return this.pods.filter((pod) => pod.plan.inMesh);
  }
}
