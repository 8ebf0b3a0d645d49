/** What the ztunnel of a node says is in force, asked where only its own pod can ask. */
import { get } from "node:http";
import { text } from "node:stream/consumers";
import type { Lab } from "../../src/lab.ts";
import { NetnsSockets } from "../../src/netns-sockets.ts";
import { netnsOf } from "./lab-places.ts";
import type { MeshParts } from "./mesh-parts.ts";
import { MESH_NAMESPACE } from "./plan.ts";

const ADMIN_PORT = 15_000;
const TIMEOUT_MS = 2_000;

export class ZtunnelReports implements Disposable {
  readonly #networks: ReadonlyMap<string, NetnsSockets>;

  constructor(lab: Lab, { pods }: MeshParts) {
    const ztunnels = pods.filter(({ part }) => part === "ztunnel");
    this.#networks = new Map(ztunnels.map(({ pod }) => [pod.node, NetnsSockets.open(netnsOf(lab, pod))]));
  }

  /**
   * Whether all workers of the node's ztunnel have the policy; undefined when it does not say. A dump has first an answer of
   * every worker and then the state, which goes to the workers in the order of what they are asked: what two dumps in a row
   * show was with every worker when the second of them was made.
   */
  async hasPolicy(node: string, name: string): Promise<boolean | undefined> {
    const before = await this.#shows(node, name);
    const after = await this.#shows(node, name);
    return before === after ? after : undefined;
  }

  [Symbol.dispose](): void {
    for (const network of this.#networks.values()) network[Symbol.dispose]();
  }

  async #shows(node: string, name: string): Promise<boolean | undefined> {
    const dump = await this.#dump(node);
    if (dump === undefined) return undefined;
    return dump.policies.some((policy) => policy.name === name && policy.namespace === MESH_NAMESPACE);
  }

  /** Undefined while there is none to be asked. */
  async #dump(node: string): Promise<Dump | undefined> {
    const target = { ip: "127.0.0.1", port: ADMIN_PORT, timeoutMs: TIMEOUT_MS };
    const socket = await this.#networks.get(node)?.connect(target);
    if (socket === undefined || typeof socket === "string") return undefined;
    try {
      const { promise, resolve, reject } = Promise.withResolvers<string>();
      const request = get(
        { path: "/config_dump", host: "localhost", createConnection: () => socket, timeout: TIMEOUT_MS },
        (response) => void text(response).then(resolve, reject),
      );
      request.on("error", reject);
      request.on("timeout", () => request.destroy(new Error("no answer in time")));
      return JSON.parse(await promise) as Dump;
    } catch {
      return undefined;
    } finally {
      socket.destroy();
    }
  }
}

interface Dump {
  readonly policies: readonly { readonly name: string; readonly namespace: string }[];
}
