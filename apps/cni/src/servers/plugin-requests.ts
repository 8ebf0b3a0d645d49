/** Answers the plugin: a pod's network is made, and its containers start when this says 200. */

import type { IpAddress } from "@ambit/addr";
import { formatErrorChain } from "@ambit/errors";
import type { Clock } from "@ambit/lifecycle";
import type { SidecarFacts } from "@ambit/netfilter";
import type { Logger } from "@ambit/telemetry";
import { isSameNetns, type Netns, type NetnsId } from "../agent/netns.ts";
import type { StartingPod } from "../enrolment/enroller.ts";
import { hasTerminated, type Namespace, type Pod } from "../kube/pod.ts";
import type { PodTable } from "../kube/pod-table.ts";
import { CMD_ADD_PATH, type CmdAddOutcome, OUTCOME_HEADER, SELECTION_HEADER } from "../plugin-api/cmd-add.ts";
import { type CmdAddRequest, readCmdAddBody } from "./cmd-add-body.ts";
import type { UnixRequest, UnixResponse } from "./unix-http-server.ts";

/** Reads from the API what the informers may not know yet. */
export interface PodLookup {
  /** Undefined: there is none. */
  fetchPod(name: { readonly namespace: string; readonly name: string }): Promise<Pod | undefined>;
  fetchNamespace(name: string): Promise<Namespace | undefined>;
}

export interface PluginRequestsOptions {
  readonly table: PodTable;
  readonly lookup: PodLookup;
  /** The API has told of a pod that the informers have not told of. */
  readonly onUnseen: (pod: Pod) => void;
  /** Whether the informers are up to date. */
  readonly isCurrent: () => boolean;
  /** Resolves once they have listed everything; rejects when that takes too long. */
  readonly whenSynced: (limitMs: number) => Promise<void>;
  /** Resolves when a ztunnel is there or the time is over. */
  readonly whenZtunnel: (limitMs: number) => Promise<void>;
  /** Throws AgentError. */
  readonly openNetns: (hostPath: string) => Netns;
  /** Namespaces that are no pod's: the node's and the agent's. */
  readonly foreignNetns: readonly NetnsId[];
  /** A pod's namespace is known by now, whether or not it is enrolled. */
  readonly onNetns: (uid: string, path: string, id: NetnsId) => void;
  /** Rejects when the pod must not start, also when its turn does not come in time. */
  readonly enrol: (start: StartingPod, waitLimitMs: number) => Promise<void>;
  /** Leads a pod's traffic through its sidecar. Rejects when the pod must not start, also when its turn does not come in time. */
  readonly redirect: (start: RedirectedStart, waitLimitMs: number) => Promise<void>;
  /** One request is answered. */
  readonly onAnswer: (status: number, seconds: number) => void;
  readonly clock: Clock;
  /** Scope `cni-agent`. */
  readonly logger: Logger;
}

/** Of what waits for the answer, the most that is used up by waiting for others: the rest is for the pod itself. */
const ANSWER_RESERVE_MS = 2_000;
/** What the plugin waits for in all is 5 s. */
const SYNC_LIMIT_MS = 3_000;
/** A ztunnel that is restarted is back by then. */
const ZTUNNEL_LIMIT_MS = 2_000;
/** How long the informers get to see a pod that kubelet has seen already, before the API is asked. */
const INFORMER_LIMIT_MS = 100;

/** A pod that starts, with a sidecar. */
export interface RedirectedStart {
  readonly uid: string;
  readonly netns: Netns;
  readonly sidecar: SidecarFacts;
  readonly ips: readonly IpAddress[];
}

/** A pod is not to be started, and why. */
type Refusal = { readonly refusal: string };

/** See the module comment. */
export class PluginRequests {
  readonly #options: PluginRequestsOptions;

  constructor(options: PluginRequestsOptions) {
    this.#options = options;
  }

  /**
   * The answers of Istio's agent; beside them, 200 for a pod that is not selected if the plugin left that to us. `patienceMs`:
   * how long who asks waits for it.
   */
  async answer(request: UnixRequest, patienceMs: number): Promise<UnixResponse> {
    if (request.path !== CMD_ADD_PATH) return { status: 404, body: "404 page not found" };
    const startMs = this.#options.clock.nowMs();
    const response = await this.#answer(request, patienceMs);
    this.#options.onAnswer(response.status, (this.#options.clock.nowMs() - startMs) / 1000);
    return response;
  }

  async #answer(request: UnixRequest, patienceMs: number): Promise<UnixResponse> {
    const body = readCmdAddBody(request.body);
    if ("problem" in body) return { status: 400, body: body.problem };
    const mayDecide = request.header(SELECTION_HEADER) !== undefined;
    try {
      const outcome = await this.#add(body, { mayDecide, patienceMs });
      if (typeof outcome !== "string") return this.#refuse(body, outcome.refusal);
      return { status: 200, headers: { [OUTCOME_HEADER]: outcome } };
    } catch (error) {
      return this.#refuse(body, formatErrorChain(error));
    }
  }

  async #add(
    body: CmdAddRequest,
    { mayDecide, patienceMs }: { readonly mayDecide: boolean; readonly patienceMs: number },
  ): Promise<CmdAddOutcome | Refusal> {
    const { table, onNetns, enrol, whenZtunnel, whenSynced, clock } = this.#options;
    const { namespace, name, netnsPath } = body;
    const startMs = clock.nowMs();
    await whenSynced(SYNC_LIMIT_MS);
    const pod = await this.#findPod(body);
    if (pod === undefined)
      return { refusal: `failed to get pod ${namespace}/${name}: it does not exist on this node` };
    if (!table.isWanted(pod)) {
      if (mayDecide) {
        this.#noteNetns(pod, body);
        if (pod.sidecar === undefined) return "not-selected";
        const leftMs = patienceMs - (clock.nowMs() - startMs) - ANSWER_RESERVE_MS;
        return await this.#redirect({ uid: pod.uid, sidecar: pod.sidecar }, body, Math.max(0, leftMs));
      }
      return { refusal: `pod ${namespace}/${name} is unexpectedly not eligible for ambient enrollment` };
    }
    const netns = this.#openPodNetns(netnsPath);
    if ("refusal" in netns) return netns;
    onNetns(pod.uid, netnsPath, netns.id);
    try {
      await whenZtunnel(ZTUNNEL_LIMIT_MS);
    } catch (error) {
      netns[Symbol.dispose]();
      throw error;
    }
    const usedMs = clock.nowMs() - startMs;
    await enrol({ pod, netns, ips: body.ips }, Math.max(0, patienceMs - usedMs - ANSWER_RESERVE_MS));
    return "enrolled";
  }

  async #redirect(
    pod: Pick<RedirectedStart, "uid" | "sidecar">,
    body: CmdAddRequest,
    waitLimitMs: number,
  ): Promise<CmdAddOutcome | Refusal> {
    const opened = this.#openPodNetns(body.netnsPath);
    if ("refusal" in opened) return opened;
    using netns = opened;
    await this.#options.redirect({ ...pod, netns, ips: body.ips }, waitLimitMs);
    return "redirected";
  }

  #openPodNetns(path: string): Netns | Refusal {
    const { openNetns, foreignNetns } = this.#options;
    const netns = openNetns(path);
    if (!foreignNetns.some((id) => isSameNetns(id, netns.id))) return netns;
    netns[Symbol.dispose]();
    return { refusal: `${path} is the node's own network namespace and not that of a pod` };
  }

  /** Its namespace is where to look when the pod is selected later. A path that cannot be opened is no concern here. */
  #noteNetns({ uid }: Pod, { netnsPath }: CmdAddRequest): void {
    try {
      using netns = this.#options.openNetns(netnsPath);
      this.#options.onNetns(uid, netnsPath, netns.id);
    } catch {
      // The processes will tell.
    }
  }

  /**
   * The pod that is meant, not an earlier one of its name. When the informers do not have it, or are behind, the API is
   * asked: a pod must not start in plaintext because a watch was cut.
   */
  async #findPod(body: CmdAddRequest): Promise<Pod | undefined> {
    const { table, isCurrent, lookup, onUnseen } = this.#options;
    const known = isCurrent() ? await this.#knownPod(body) : undefined;
    if (known !== undefined) return known;
    const [pod, namespace] = await Promise.all([
      lookup.fetchPod(body),
      lookup.fetchNamespace(body.namespace),
    ]);
    if (namespace !== undefined) table.observeNamespace(namespace);
    if (pod === undefined || !isMeant(pod, body)) return undefined;
    if (table.find(pod.uid) === undefined) onUnseen(pod);
    table.observe(pod);
    return pod;
  }

  async #knownPod(body: CmdAddRequest): Promise<Pod | undefined> {
    const { table, clock } = this.#options;
    const find = (): Pod | undefined => {
      const pod = table.findByName(body.namespace, body.name);
      const isKnown =
        pod !== undefined && isMeant(pod, body) && table.findNamespace(body.namespace) !== undefined;
      return isKnown ? pod : undefined;
    };
    const { promise, resolve } = Promise.withResolvers<Pod | undefined>();
    const now = find();
    if (now !== undefined) return now;
    using _timer = clock.setTimer(INFORMER_LIMIT_MS, () => resolve(undefined));
    using _listener = table.onChange(() => {
      const pod = find();
      if (pod !== undefined) resolve(pod);
    });
    return await promise;
  }

  #refuse({ namespace, name }: CmdAddRequest, reason: string): UnixResponse {
    this.#options.logger.warn("pod cannot start", { ns: namespace, name, reason });
    return { status: 500, headers: { [OUTCOME_HEADER]: "refused" satisfies CmdAddOutcome }, body: reason };
  }
}

/** Without a UID: the pod of this name unless it is about to go. */
function isMeant(pod: Pod, { uid }: CmdAddRequest): boolean {
  return uid === undefined ? !pod.isDeleting && !hasTerminated(pod) : pod.uid === uid;
}
