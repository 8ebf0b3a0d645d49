/** A client of xDS that keeps what it is told, as a ztunnel does, and everything that was said to it. */
import { systemClock } from "@ambit/lifecycle";
import { Authorization } from "@ambit/proto/authorization";
import { Address } from "@ambit/proto/workload";
import { ADDRESS_TYPE, AUTHORIZATION_TYPE, type DeltaUpdate, type XdsNode } from "@ambit/xds";
import { type ControlPlaneEndpoint, XdsClient, type XdsClientEvent } from "@ambit/xds-grpc";
import { soon } from "./rig.ts";

export interface TestProxyOptions {
  readonly endpoint: ControlPlaneEndpoint;
  readonly node: XdsNode;
  /** Updates that contain one of these names are refused. */
  readonly refuse?: ReadonlySet<string>;
  /** A ztunnel's if not told. */
  readonly typeUrls?: readonly string[];
}

export class TestProxy implements AsyncDisposable {
  readonly updates: DeltaUpdate[] = [];
  readonly events: XdsClientEvent[] = [];
  readonly #client: XdsClient;
  readonly #abort = new AbortController();
  readonly #running: Promise<void>;
  readonly #payloads = new Map<string, Map<string, Uint8Array>>();

  private constructor({
    endpoint,
    node,
    refuse = new Set(),
    typeUrls = [ADDRESS_TYPE, AUTHORIZATION_TYPE],
  }: TestProxyOptions) {
    this.#client = new XdsClient({
      endpoint,
      node,
      types: typeUrls.map((typeUrl) => ({ typeUrl, isOnDemand: false })),
      clock: systemClock,
      apply: (update) => {
        this.#take(update);
        const names = update.resources.map(({ name }) => name).filter((name) => refuse.has(name));
        return Promise.resolve(names.map((name) => ({ name, reason: "refused by the test" })));
      },
      onEvent: (event) => this.events.push(event),
    });
    this.#running = this.#client.run(this.#abort.signal);
  }

  /** Connected, and told of everything. */
  static async open(options: TestProxyOptions): Promise<TestProxy> {
    const proxy = new TestProxy(options);
    await soon(() => {
      if (!proxy.#client.isSynced) throw new Error(`not synced: ${JSON.stringify(proxy.events.at(-1))}`);
    });
    return proxy;
  }

  get isConnected(): boolean {
    return this.#client.isConnected;
  }

  /** Names of addresses, sorted. */
  get addresses(): readonly string[] {
    return this.#names(ADDRESS_TYPE);
  }

  get policies(): readonly string[] {
    return this.#names(AUTHORIZATION_TYPE);
  }

  address(name: string) {
    const payload = this.#payloads.get(ADDRESS_TYPE)?.get(name);
    return payload === undefined ? undefined : Address.decode(payload);
  }

  policy(name: string) {
    const payload = this.#payloads.get(AUTHORIZATION_TYPE)?.get(name);
    return payload === undefined ? undefined : Authorization.decode(payload);
  }

  /** Names of resources of a type, sorted. */
  names(typeUrl: string): readonly string[] {
    return this.#names(typeUrl);
  }

  payload(typeUrl: string, name: string): Uint8Array | undefined {
    return this.#payloads.get(typeUrl)?.get(name);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#abort.abort();
    await this.#running;
  }

  #names(typeUrl: string): readonly string[] {
    return [...(this.#payloads.get(typeUrl)?.keys() ?? [])].sort();
  }

  #take(update: DeltaUpdate): void {
    this.updates.push(update);
    const payloads = this.#payloads.get(update.typeUrl) ?? new Map<string, Uint8Array>();
    this.#payloads.set(update.typeUrl, payloads);
    for (const name of update.removed) payloads.delete(name);
    for (const { name, payload } of update.resources) payloads.set(name, payload);
  }
}
