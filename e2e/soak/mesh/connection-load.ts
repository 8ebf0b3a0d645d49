/** Keeps a number of connections open between the pods that there are; each lives for a while, asks now and then, and ends in order. */
import { LoadConnection, type LoadTarget } from "./load-connection.ts";
import type { ConnectionFailure, LoadFacts, LoadMethods, LoadService } from "./load-protocol.ts";
import type { PodSockets } from "./pod-sockets.ts";

const TICK_MS = 20;
/** Of each tick: opening thousands at once would measure the machine. */
const OPENED_A_TICK = 8;
/** Before a client whose connection failed tries again, so that a part of the mesh that is away is not asked a thousand times a second. */
const RETRY_MIN_MS = 1_000;
const RETRY_MAX_MS = 3_000;
/** Bound of what is kept for the next `facts`. */
const MAX_FAILURES = 50_000;

/** Works as long as its process. */
export class ConnectionLoad {
  readonly #pods: ReadonlyMap<string, PodSockets>;
  readonly #open = new Set<LoadConnection>();
  /** When failed ones may be replaced. */
  readonly #pauses: number[] = [];
  #aim: LoadMethods["load"]["params"] = { connections: 0, services: [], marker: "" };
  #opening = 0;
  #ids = 0;
  #failures: ConnectionFailure[] = [];
  readonly #totals = { opened: 0, closed: 0, exchanges: 0, slowestMs: 0 };

  constructor(pods: ReadonlyMap<string, PodSockets>) {
    this.#pods = pods;
    setInterval(() => this.#tick(), TICK_MS);
  }

  /** With fewer than before, those that are too many are closed at once. */
  aim(aim: LoadMethods["load"]["params"]): void {
    this.#aim = aim;
    for (const connection of [...this.#open].slice(aim.connections)) connection.finish();
  }

  takeFacts(): LoadFacts {
    const failures = this.#failures;
    this.#failures = [];
    const open = [...this.#open].filter(({ isGreeted, isEnding }) => isGreeted && !isEnding).length;
    return { wanted: this.#aim.connections, open, ...this.#totals, failures };
  }

  #tick(): void {
    const nowMs = Date.now();
    for (const connection of this.#open) connection.step(nowMs);
    while ((this.#pauses[0] ?? Number.POSITIVE_INFINITY) <= nowMs) this.#pauses.shift();
    const missing = this.#aim.connections - this.#open.size - this.#opening - this.#pauses.length;
    for (let count = 0; count < Math.min(missing, OPENED_A_TICK); count++) this.#openOne();
  }

  #openOne(): void {
    const pods = [...this.#pods.values()].filter(({ isAdmitted, isRetiring }) => isAdmitted && !isRetiring);
    const from = choose(pods);
    const target = from === undefined ? undefined : this.#chooseTarget(from, pods);
    if (from === undefined || target === undefined) return;
    this.#opening++;
    void LoadConnection.open({
      from,
      target,
      marker: `${this.#aim.marker}-${++this.#ids}`,
      findPod: (name) => this.#pods.get(name),
      onExchange: (tookMs) => {
        this.#totals.exchanges++;
        this.#totals.slowestMs = Math.max(this.#totals.slowestMs, tookMs);
      },
      onFailed: (failure) => this.#failed(failure),
      onOver: (connection) => {
        this.#totals.closed++;
        this.#open.delete(connection);
      },
    }).then((connection) => {
      this.#opening--;
      if (connection === undefined) return;
      this.#totals.opened++;
      this.#open.add(connection);
    });
  }

  /** By turns another pod and a service, whose endpoints are for the mesh to choose. */
  #chooseTarget(from: PodSockets, pods: readonly PodSockets[]): LoadTarget | undefined {
    const service: LoadService | undefined = this.#ids % 2 === 0 ? choose(this.#aim.services) : undefined;
    if (service !== undefined) return { kind: "service", service };
    const others = pods.filter((pod) => pod !== from);
    const pod = choose(others);
    return pod === undefined ? undefined : { kind: "pod", pod };
  }

  #failed(failure: ConnectionFailure): void {
    if (this.#failures.length < MAX_FAILURES) this.#failures.push(failure);
    const pauseMs = RETRY_MIN_MS + Math.random() * (RETRY_MAX_MS - RETRY_MIN_MS);
    this.#pauses.push(Date.now() + pauseMs);
    this.#pauses.sort((left, right) => left - right);
  }
}

function choose<T>(values: readonly T[]): T | undefined {
  return values[Math.floor(Math.random() * values.length)];
}
