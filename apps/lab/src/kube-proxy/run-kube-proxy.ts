/** The stand-in for kube-proxy on one node: services and their endpoints to rules of nft, in one transaction for each change. */
import { formatErrorChain } from "@ambit/errors";
import type { Informer } from "@ambit/kube";
import { Backoff, type BackoffOptions, sleep, TaskGroup } from "@ambit/lifecycle";
import { closeFd } from "@ambit/linux";
import { followKind } from "../cluster/follow-kind.ts";
import type { EndpointSlice } from "../cluster/objects/endpoint-slice.ts";
import type { Service } from "../cluster/objects/service.ts";
import type { KubeProxyOptions } from "./kube-proxy-options.ts";
import { type ProxyTable, proxyTable } from "./proxy-table.ts";
import { openNamespace, runNft } from "./run-nft.ts";
import { changeTable, replaceTable } from "./table-changes.ts";

/** What comes within that time of a change is in the same transaction. */
const MERGE_MS = 5;
const BACKOFF: BackoffOptions = { initialMs: 100, factor: 2, jitter: 0.5, capMs: 5_000 };

/**
 * Keeps the rules of the node until the signal aborts, and leaves them as they are then: connections go on. Rejects with
 * KubeProxyError "no-netns" when the namespace is not there; rules that are refused are logged and tried again.
 */
export async function runKubeProxy(options: KubeProxyOptions, signal: AbortSignal): Promise<void> {
  const netnsFd = options.netnsPath === undefined ? undefined : openNamespace(options.netnsPath);
  await using tasks = new TaskGroup();
  const stop = (): void => void tasks[Symbol.asyncDispose]();
  signal.addEventListener("abort", stop, { once: true });
  if (signal.aborted) {
    stop();
  }
  try {
    const proxy = new KubeProxy(options, netnsFd);
    if (!tasks.signal.aborted) {
      proxy.spawn(tasks);
    }
    await tasks.join();
  } finally {
    signal.removeEventListener("abort", stop);
    if (netnsFd !== undefined) {
      closeFd(netnsFd);
    }
  }
}

class KubeProxy {
  readonly #options: KubeProxyOptions;
  readonly #netnsFd: number | undefined;
  readonly #services: Informer<Service>;
  readonly #slices: Informer<EndpointSlice>;
  /** What is in force; undefined when that is not known. */
  #installed: readonly ProxyTable[] | undefined;
  #isChanged = true;
  #wake: (() => void) | undefined;

  constructor(options: KubeProxyOptions, netnsFd: number | undefined) {
    this.#options = options;
    this.#netnsFd = netnsFd;
    const following = { ...options, onEvents: () => this.#note() };
    this.#services = followKind("services", following);
    this.#slices = followKind("endpointslices", following);
  }

  spawn(tasks: TaskGroup): void {
    tasks.spawn("informer of services", (signal) => this.#services.run(signal));
    tasks.spawn("informer of endpoint slices", (signal) => this.#slices.run(signal));
    tasks.spawn("rules", (signal) => this.#run(signal));
  }

  async #run(signal: AbortSignal): Promise<void> {
    const { clock, random, logger, onReady } = this.#options;
    const backoff = new Backoff(BACKOFF, random);
    await Promise.all([this.#services.whenSynced(signal), this.#slices.whenSynced(signal)]);
    signal.addEventListener("abort", () => this.#wake?.(), { once: true });
    let isFirst = true;
    while (!signal.aborted) {
      await this.#changed();
      if ((await sleep(clock, MERGE_MS, signal)) === "aborted") {
        return;
      }
      this.#isChanged = false;
      try {
        await this.#apply();
        backoff.reset();
        if (isFirst) {
          isFirst = false;
          onReady?.();
        }
      } catch (error) {
        this.#isChanged = true;
        const retryInMs = backoff.next();
        logger.error("rules were refused, trying again", {
          retry_in_ms: Math.round(retryInMs),
          error: formatErrorChain(error),
        });
        await sleep(clock, retryInMs, signal);
      }
    }
  }

  /** After a failure nothing is taken for granted: the whole tables are put in place. */
  async #apply(): Promise<void> {
    const { nodeName, nodeAddresses, podCidrs } = this.#options;
    const input = { services: [...this.#services.values()], slices: [...this.#slices.values()] };
    const node = { nodeName, nodeAddresses, podCidrs };
    const wanted = ([4, 6] as const).map((family) => proxyTable(input, node, family));
    const installed = this.#installed;
    const script = wanted
      .map((table, index) => {
        const current = installed?.[index];
        return current === undefined ? replaceTable(table) : changeTable(current, table);
      })
      .join("");
    if (script !== "") {
      this.#installed = undefined;
      await runNft(script, this.#netnsFd);
    }
    this.#installed = wanted;
  }

  #note(): void {
    this.#isChanged = true;
    this.#wake?.();
  }

  async #changed(): Promise<void> {
    if (this.#isChanged) {
      return;
    }
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#wake = resolve;
    await promise;
  }
}
