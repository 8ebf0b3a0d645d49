/**
 * Network namespaces of the pods of this node: those that the plugin told of, and what the processes tell of others.
 * Requests that come together share one look through the processes.
 */
import type { IpAddress } from "@ambit/addr";
import { hasAddress, isSameNetns, type Netns, type NetnsId, openNetnsPath } from "../agent/netns.ts";
import type { NetnsFinder } from "../enrolment/ports.ts";
import { type ProcView, scanProcesses } from "./proc-scan.ts";

interface Told {
  readonly path: string;
  readonly id: NetnsId;
}

interface Request {
  readonly uid: string;
  readonly ips: readonly IpAddress[];
  readonly resolve: (netns: Netns | undefined) => void;
  readonly reject: (error: unknown) => void;
}

export interface NetnsDirectoryOptions {
  readonly view: ProcView;
  /** Resolves in a later turn of the event loop. */
  readonly pause: () => Promise<void>;
}

/** See the module comment. */
export class NetnsDirectory implements NetnsFinder {
  readonly #options: NetnsDirectoryOptions;
  readonly #told = new Map<string, Told>();
  #waiting: Request[] = [];
  #isScanning = false;

  constructor(options: NetnsDirectoryOptions) {
    this.#options = options;
  }

  /** The plugin told of a pod's namespace, whether or not the pod is enrolled by now. */
  note(uid: string, path: string, id: NetnsId): void {
    this.#told.set(uid, { path, id });
  }

  /** The pod is gone. */
  forget(uid: string): void {
    this.#told.delete(uid);
  }

  find({ uid }: { readonly uid: string }, ips: readonly IpAddress[]): Promise<Netns | undefined> {
    const told = this.#openTold(uid, ips);
    if (told !== undefined) return Promise.resolve(told);
    const { promise, resolve, reject } = Promise.withResolvers<Netns | undefined>();
    this.#waiting.push({ uid, ips, resolve, reject });
    if (!this.#isScanning) void this.#scan();
    return promise;
  }

  /** The path may lead to another namespace by now, or the pod may have got another sandbox. */
  #openTold(uid: string, ips: readonly IpAddress[]): Netns | undefined {
    const told = this.#told.get(uid);
    if (told === undefined) return undefined;
    let netns: Netns;
    try {
      netns = openNetnsPath(told.path);
    } catch {
      this.#told.delete(uid);
      return undefined;
    }
    if (isSameNetns(netns.id, told.id) && hasAddress(netns, ips)) return netns;
    netns[Symbol.dispose]();
    return undefined;
  }

  async #scan(): Promise<void> {
    this.#isScanning = true;
    while (this.#waiting.length > 0) {
      // Those of this turn go together.
      await this.#options.pause();
      const requests = this.#waiting;
      this.#waiting = [];
      await this.#serve(requests);
    }
    this.#isScanning = false;
  }

  async #serve(requests: readonly Request[]): Promise<void> {
    const wanted = new Map(requests.map(({ uid, ips }) => [uid, ips]));
    try {
      const found = new Map(await scanProcesses(this.#options.view, wanted, this.#options.pause));
      for (const { uid, resolve } of requests) {
        resolve(found.get(uid));
        // A namespace has one owner: a second request for the pod looks again.
        found.delete(uid);
      }
    } catch (error) {
      for (const { reject } of requests) reject(error);
    }
  }
}
