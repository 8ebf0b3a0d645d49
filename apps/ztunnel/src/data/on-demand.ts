/**
 * Routes, and names, in a mesh of which this thread knows only what it has asked for. A route is computed with what is there; the
 * lookups that found nothing are then asked of the control plane, through the main thread, and the route is computed
 * again. Until an answer is there nobody is taken for unknown: that would send plaintext past the mesh.
 */
import type { IpAddress } from "@ambit/addr";
import { DEADLINE } from "@ambit/data-plane";
import type { MeshState } from "@ambit/mesh-state";
import type { Workload } from "@ambit/model";
import { type Reactor, Timer } from "@ambit/reactor";
import {
  chooseUpstream,
  type NamedServiceChoice,
  type NamingState,
  type RoutedService,
  type RoutingState,
  type UpstreamDecision,
  type UpstreamRequest,
} from "@ambit/routing";
import { AnsweredNames } from "./answered-names.ts";

/** Connections that wait for an answer; each holds a descriptor. */
const MAX_WAITERS = 4096;
/** Those of one owner: a pod that dials what nobody knows must not take the places of all pods of the node. */
const MAX_WAITERS_OF_OWNER = 1024;
/** A service, its waypoint, the waypoint's gateway and a few more: a chain that is longer has no end. */
const MAX_ROUNDS = 8;
/** Names that peers have brought and that are not forgotten yet: they could make up so many that our own pods' were forgotten. */
const MAX_NAMES_OF_PEERS = 1024;

/** What is known is not enough for a route. */
export interface UnavailableRoute {
  readonly kind: "unavailable";
  readonly message: string;
}

/** The mesh as a computation sees it; what it looks for in vain is asked of the control plane. */
export type OnDemandState = RoutingState & NamingState;

export type OnDemandDecision = UpstreamDecision | UnavailableRoute;

export interface OnDemandRoutesOptions {
  readonly reactor: Reactor;
  readonly state: MeshState;
  readonly random: () => number;
  /** Asks the main thread, which answers through `answered`. */
  readonly request: (key: string) => void;
  /** Tells it that this thread goes by these answers no more. */
  readonly forget: (keys: readonly string[]) => void;
}

/** What is computed from the mesh: a route, or what a name means. */
type Computation<T> = (state: OnDemandState) => T;

interface Question<T> {
  readonly computation: Computation<T>;
  readonly callback: (result: T | UnavailableRoute) => void;
  /** On whose behalf, by identity; undefined: nobody's alone. */
  readonly owner: object | undefined;
  /** Whether a peer has brought the names along. */
  readonly isOfPeer: boolean;
}

interface Wait {
  readonly owner: object | undefined;
  /** Everything that was wanted is there. */
  readonly resume: () => void;
  readonly fail: (message: string) => void;
  readonly keys: Set<string>;
  readonly timer: Timer;
}

/** See the module comment. */
export class OnDemandRoutes {
  readonly #options: OnDemandRoutesOptions;
  /** The control plane has said what there is under these names, and goes on telling. */
  readonly #answered = new AnsweredNames();
  readonly #waits = new Map<string, Set<Wait>>();
  #waitCount = 0;
  readonly #namesOfPeers = new Set<string>();
  readonly #waitCounts = new Map<object, number>();

  constructor(options: OnDemandRoutesOptions) {
    this.#options = options;
  }

  /** Calls back with the route, at once if everything it takes is known. `owner`: whoever shares a bound on waits. */
  choose(request: UpstreamRequest, callback: (decision: OnDemandDecision) => void, owner?: object): void {
    const { random } = this.#options;
    this.compute((state) => chooseUpstream(state, request, random), callback, owner);
  }

  /** The same for anything else that is computed by looking things up. */
  compute<T>(
    computation: Computation<T>,
    callback: (result: T | UnavailableRoute) => void,
    owner?: object,
  ): void {
    this.#compute({ computation, callback, owner, isOfPeer: false }, 0);
  }

  /** The same for what a peer from outside asks about. */
  computeForPeer<T>(
    computation: Computation<T>,
    callback: (result: T | UnavailableRoute) => void,
    owner?: object,
  ): void {
    this.#compute({ computation, callback, owner, isOfPeer: true }, 0);
  }

  /** The main thread's answer to a request: what there is has been applied before, or nobody could be asked. */
  answered(key: string, isAnswered: boolean): void {
    if (isAnswered) this.#answered.add(key, this.#options.reactor.nowMs);
    else this.#namesOfPeers.delete(key);
    const waits = this.#waits.get(key) ?? [];
    this.#waits.delete(key);
    for (const wait of waits) {
      wait.keys.delete(key);
      if (!isAnswered) {
        this.#fail(wait, `${key} cannot be asked of the control plane`);
      } else if (wait.keys.size === 0) {
        this.#release(wait);
        wait.resume();
      }
    }
  }

  /** To be called now and then: names that nobody uses are forgotten. */
  onTick(): void {
    const keys = this.#answered.takeForgotten(this.#options.reactor.nowMs);
    for (const key of keys) this.#namesOfPeers.delete(key);
    if (keys.length > 0) this.#options.forget(keys);
  }

  #compute<T>(question: Question<T>, round: number): void {
    const { computation, callback, owner, isOfPeer } = question;
    const lookups = new RecordedLookups(this.#options.state);
    const result = computation(lookups);
    const { nowMs } = this.#options.reactor;
    for (const [key, isFound] of lookups.asked) this.#answered.used(key, isFound, nowMs);
    const keys = lookups.missing.filter((key) => !this.#answered.has(key));
    if (keys.length === 0) callback(result);
    else if (isOfPeer && !this.#takeNamesOfPeer(keys))
      callback(unavailable("peers have asked about too many unknown destinations"));
    else if (round >= MAX_ROUNDS) callback(unavailable("the route has no end"));
    else if (this.#waitCount >= MAX_WAITERS || this.#waitsOf(owner) >= MAX_WAITERS_OF_OWNER)
      callback(unavailable("too many connections wait for the control plane"));
    else
      this.#wait(keys, {
        owner,
        resume: () => this.#compute(question, round + 1),
        fail: (message) => callback(unavailable(message)),
      });
  }

  /** False: these would be too many. */
  #takeNamesOfPeer(keys: readonly string[]): boolean {
    const fresh = keys.filter((key) => !this.#namesOfPeers.has(key) && !this.#waits.has(key));
    if (this.#namesOfPeers.size + fresh.length > MAX_NAMES_OF_PEERS) return false;
    for (const key of fresh) this.#namesOfPeers.add(key);
    return true;
  }

  #waitsOf(owner: object | undefined): number {
    return owner === undefined ? 0 : (this.#waitCounts.get(owner) ?? 0);
  }

  #count(owner: object | undefined, change: 1 | -1): void {
    this.#waitCount += change;
    if (owner === undefined) return;
    const count = this.#waitsOf(owner) + change;
    if (count === 0) this.#waitCounts.delete(owner);
    else this.#waitCounts.set(owner, count);
  }

  #wait(keys: readonly string[], outcomes: Pick<Wait, "owner" | "resume" | "fail">): void {
    const timer = new Timer(() =>
      this.#fail(wait, `no answer from the control plane about ${keys.join(", ")}`),
    );
    const wait: Wait = { ...outcomes, keys: new Set(keys), timer };
    this.#count(wait.owner, 1);
    this.#options.reactor.armAfter(timer, DEADLINE.lookupMs);
    for (const key of keys) {
      const waits = this.#waits.get(key);
      if (waits !== undefined) {
        waits.add(wait);
        continue;
      }
      this.#waits.set(key, new Set([wait]));
      this.#options.request(key);
    }
  }

  #fail(wait: Wait, message: string): void {
    this.#release(wait);
    wait.fail(message);
  }

  #release(wait: Wait): void {
    this.#count(wait.owner, -1);
    this.#options.reactor.timers.cancel(wait.timer);
    for (const key of wait.keys) {
      const waits = this.#waits.get(key);
      waits?.delete(wait);
      if (waits?.size !== 0) continue;
      this.#waits.delete(key);
      this.#namesOfPeers.delete(key);
    }
  }
}

function unavailable(message: string): UnavailableRoute {
  return { kind: "unavailable", message };
}

/** The mesh as routing sees it, with the names under which nothing was found: as xDS calls them. */
class RecordedLookups implements OnDemandState {
  readonly #state: MeshState;
  readonly #asked = new Map<string, boolean>();

  constructor(state: MeshState) {
    this.#state = state;
  }

  /** Names, and whether there is something under them. */
  get asked(): Iterable<[string, boolean]> {
    return this.#asked;
  }

  /** An address may be a workload's or a service's: it is missing if it is neither. */
  get missing(): string[] {
    return [...this.#asked].filter(([, isFound]) => !isFound).map(([key]) => key);
  }

  findWorkloadByUid(uid: string): Workload | undefined {
    return this.#record(uid, this.#state.findWorkloadByUid(uid));
  }

  findWorkloadByIp(network: string, ip: IpAddress): Workload | undefined {
    return this.#record(`${network}/${ip}`, this.#state.findWorkloadByIp(network, ip));
  }

  findWorkloadsByHostname(namespace: string, hostname: string): readonly Workload[] {
    const workloads = this.#state.findWorkloadsByHostname(namespace, hostname);
    this.#record(`${namespace}/${hostname}`, workloads[0]);
    return workloads;
  }

  findService(key: string): RoutedService | undefined {
    return this.#record(key, this.#state.findService(key));
  }

  chooseServiceByVip(network: string, ip: IpAddress, clientNamespace?: string): RoutedService | undefined {
    return this.#record(`${network}/${ip}`, this.#state.chooseServiceByVip(network, ip, clientNamespace));
  }

  /** There is no asking for a name without its namespace. */
  chooseServiceByHostname(hostname: string, clientNamespace?: string): RoutedService | undefined {
    return this.#state.chooseServiceByHostname(hostname, clientNamespace);
  }

  /** Nor here: who resolves a name asks for the keys that it may have. */
  chooseServiceForDns(hostname: string, choice: NamedServiceChoice): RoutedService | undefined {
    return this.#state.chooseServiceForDns(hostname, choice);
  }

  #record<T>(key: string, found: T | undefined): T | undefined {
    this.#asked.set(key, (this.#asked.get(key) ?? false) || found !== undefined);
    return found;
  }
}
