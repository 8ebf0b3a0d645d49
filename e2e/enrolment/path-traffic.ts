/**
 * Steady new connections on several paths of a lab while something happens to the mesh. Beside them, what must never
 * happen is watched: an answer from a port that a policy denies, and a message in plaintext on the cable between the nodes.
 */
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { eventually } from "@ambit/lifecycle/testing";
import type { ProbeRecord } from "../faults/load-protocol.ts";
import type { Lab } from "../src/lab.ts";
import type { MeshObject } from "../src/mesh-objects.ts";
import { framesHold } from "../src/wire-report.ts";
import { ECHO_PORT, idlePod, namespaceObject } from "./workloads.ts";

/** Client and server of each path. `far` uses both ztunnels, the others one each. */
const PATHS = {
  far: ["client-n1", "server-n2"],
  "near n1": ["client-n1", "server-n1"],
  "near n2": ["client-n2", "server-n2"],
} as const;
export type PathName = keyof typeof PATHS;
/** All paths. */
export const PATH_NAMES = Object.keys(PATHS) as readonly PathName[];

/** The pods at the ends of the paths. */
export const PATH_PODS = ["client-n1", "server-n1", "client-n2", "server-n2"] as const;
/** Nobody may talk to it, once the policy is in force. */
export const DENIED_PORT = ECHO_PORT + 1;

/** In every message of this traffic. */
export const MARKER = "never-in-plaintext";
const EVERY_MS = 20;
const TIMEOUT_MS = 10_000;
/** Traffic before and after what happens. */
const AROUND_MS = 500;
const ANSWER_TIMEOUT_MS = 30_000;
const INTERVAL_MS = 50;

export interface TrafficOutcome {
  readonly paths: Readonly<Record<PathName, readonly ProbeRecord[]>>;
  /** Connections to the denied port that were answered. */
  readonly admitted: number;
  /** A message was seen on the cable as it is. */
  readonly hasPlaintext: boolean;
}

/** What holds of an outcome while all ends are in the mesh, whatever is done to it. */
export const SAFE = { admitted: 0, hasPlaintext: false };
/** What `failuresOf` gives when nobody noticed. */
export const NOTHING_LOST: Readonly<Record<PathName, readonly string[]>> = {
  far: [],
  "near n1": [],
  "near n2": [],
};

export interface PathTrafficOptions {
  readonly lab: Lab;
  /** Made for this traffic. */
  readonly namespace: string;
  readonly isAmbient: boolean;
  /** For captures. */
  readonly folder: string;
}

export class PathTraffic {
  readonly #lab: Lab;
  readonly #namespace: string;
  readonly #folder: string;

  private constructor({ lab, namespace, folder }: PathTrafficOptions) {
    this.#lab = lab;
    this.#namespace = namespace;
    this.#folder = folder;
  }

  /** With a pod at each end on each node, and every path tried. */
  static async open(options: PathTrafficOptions): Promise<PathTraffic> {
    const { lab, namespace, isAmbient } = options;
    await lab.apply(namespaceObject(namespace, isAmbient), denyPolicy(namespace));
    await lab.apply(...PATH_PODS.map((name) => idlePod({ namespace, name, node: name.slice(-2) })));
    await lab.untilReady(namespace, PATH_PODS.length);
    await lab.untilEnrolled(namespace, isAmbient);
    for (const name of ["server-n1", "server-n2"]) {
      const load = await (await lab.pod(namespace, name)).load();
      for (const port of [ECHO_PORT, DENIED_PORT]) await load.call("serve", { port, behaviour: "echo" });
    }
    const traffic = new PathTraffic(options);
    for (const path of PATH_NAMES) await traffic.untilAnswered(path);
    return traffic;
  }

  /** All paths, and connections to the denied port, are tried all the time; the far cable is listened to. */
  async during(act: () => Promise<void>): Promise<TrafficOutcome> {
    await using capture = await this.#lab.captureNode("n1", join(this.#folder, "cable.pcap"));
    for (const path of PATH_NAMES) await this.#probe(path, path, ECHO_PORT);
    await this.#probe("denied", "far", DENIED_PORT);
    await delay(AROUND_MS);
    await act();
    await delay(AROUND_MS);
    const paths = {
      far: await this.#endProbe("far", "far"),
      "near n1": await this.#endProbe("near n1", "near n1"),
      "near n2": await this.#endProbe("near n2", "near n2"),
    };
    const denied = await this.#endProbe("denied", "far");
    const [hasPlaintext = true] = framesHold(await capture.end(), [MARKER]);
    return { paths, admitted: denied.filter(({ outcome }) => outcome === "ok").length, hasPlaintext };
  }

  /** Throws when no connection of the path has been answered for half a minute. */
  async untilAnswered(path: PathName): Promise<void> {
    const [client, server] = await this.#pods(path);
    await eventually(
      async () => {
        if (!(await client.exchange(server.ip, ECHO_PORT, "ready?"))) throw new Error(`${path} is not there`);
      },
      { timeoutMs: ANSWER_TIMEOUT_MS, intervalMs: INTERVAL_MS },
    );
  }

  async #probe(name: string, path: PathName, port: number): Promise<void> {
    const [client, { ip }] = await this.#pods(path);
    const load = await client.load();
    const pace = { everyMs: EVERY_MS, timeoutMs: TIMEOUT_MS };
    await load.call("probe", { probe: name, ip, port, marker: MARKER, ...pace });
  }

  async #endProbe(name: string, path: PathName): Promise<readonly ProbeRecord[]> {
    const [client] = await this.#pods(path);
    return (await client.load()).call("endProbe", { probe: name });
  }

  async #pods(path: PathName) {
    const [client, server] = PATHS[path];
    return [
      await this.#lab.pod(this.#namespace, client),
      await this.#lab.pod(this.#namespace, server),
    ] as const;
  }
}

/** Of each path, how connections ended that were not answered, in the order of their start. */
export function failuresOf({ paths }: TrafficOutcome): Readonly<Record<PathName, readonly string[]>> {
  const failed = (records: readonly ProbeRecord[]): readonly string[] =>
    records.length === 0
      ? ["nothing was tried"]
      : records.map(({ outcome }) => outcome).filter((outcome) => outcome !== "ok");
  return { far: failed(paths.far), "near n1": failed(paths["near n1"]), "near n2": failed(paths["near n2"]) };
}

/** Nobody is to be answered on `DENIED_PORT` of the namespace's pods. */
export function denyPolicy(namespace: string): MeshObject {
  return {
    apiVersion: "security.istio.io/v1",
    kind: "AuthorizationPolicy",
    metadata: { name: "deny-port", namespace },
    spec: { action: "DENY", rules: [{ to: [{ operation: { ports: [`${DENIED_PORT}`] } }] }] },
  };
}
