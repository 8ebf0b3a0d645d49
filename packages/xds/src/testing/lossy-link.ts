/** Server and client machines joined by a link that can break at any point, and an application that may reject. */
import {
  DeltaClient,
  type DeltaClientOptions,
  type DeltaUpdate,
  type ResourceRejection,
} from "../delta-client.ts";
import { DeltaServerStream } from "../delta-server-stream.ts";
import type { DeltaRequest, DeltaResponse, XdsResource } from "../messages.ts";
import type { ResourceSource } from "../resource-collection.ts";

/** What an application has: per type, name to version. */
export type AppliedState = ReadonlyMap<string, ReadonlyMap<string, string>>;

/** How to set it up, and deliberate mistakes: a check that cannot see them is worth nothing. */
export interface LossyLinkOptions {
  readonly source: ResourceSource;
  readonly client: DeltaClientOptions;
  readonly newNonce: () => string;
  readonly isRejected: (resource: XdsResource) => boolean;
  /** The client takes rejected resources for applied ones. */
  readonly forgetsRejections?: boolean;
}

/** One client and its stream of the moment. Nothing happens by itself: each step is a call. */
export class LossyLink {
  readonly #options: LossyLinkOptions;
  #client: DeltaClient;
  #stream: DeltaServerStream | undefined;
  #toServer: DeltaRequest[] = [];
  #toClient: DeltaResponse[] = [];
  #applying: { readonly update: DeltaUpdate; readonly rejections: readonly ResourceRejection[] } | undefined;
  #isAccepting = false;
  readonly #applied = new Map<string, Map<string, string>>();

  constructor(options: LossyLinkOptions) {
    this.#options = options;
    this.#client = new DeltaClient(options.client);
  }

  get applied(): AppliedState {
    return this.#applied;
  }

  get client(): DeltaClient {
    return this.#client;
  }

  /** From now on the application takes everything. */
  acceptAll(): void {
    this.#isAccepting = true;
  }

  /** Not before the application is done with what the stream before has brought. */
  connect(): void {
    if (this.#stream !== undefined || this.#applying !== undefined) return;
    const { source, newNonce } = this.#options;
    this.#stream = new DeltaServerStream({ source, newNonce });
    this.#toServer = this.#client.open();
  }

  /** What is on its way is lost; what is being applied will be applied. */
  lose(): void {
    this.#stream = undefined;
    this.#toServer = [];
    this.#toClient = [];
    this.#client.lost();
  }

  /** A new process: it has nothing. */
  restartClient(): void {
    this.lose();
    this.#applying = undefined;
    this.#applied.clear();
    this.#client = new DeltaClient(this.#options.client);
  }

  subscribe(typeUrl: string, name: string): void {
    const request = this.#client.subscribe(typeUrl, name);
    if (request !== undefined) this.#toServer.push(request);
  }

  /** One request arrives. False if there is none. */
  deliverRequest(): boolean {
    const request = this.#toServer.shift();
    if (request === undefined) return false;
    const event = this.#stream?.receive(request);
    if (event?.kind === "end") this.lose();
    return true;
  }

  /** The server writes one response. False if it has none. */
  pump(): boolean {
    const response = this.#stream?.takeResponse();
    if (this.#stream?.end !== undefined) this.lose();
    if (response === undefined) return false;
    this.#toClient.push(response);
    return true;
  }

  /** The application begins with the next response. False if it is busy or there is none. */
  beginApply(): boolean {
    if (this.#applying !== undefined) return false;
    const response = this.#toClient.shift();
    if (response === undefined) return false;
    const update = this.#client.receive(response);
    this.#applying = { update, rejections: this.#apply(update) };
    return true;
  }

  /** The application is done, and the client answers. */
  finishApply(): boolean {
    if (this.#applying === undefined) return false;
    const { update, rejections } = this.#applying;
    this.#applying = undefined;
    const answer = this.#client.applied(update, this.#options.forgetsRejections === true ? [] : rejections);
    if (answer !== undefined) this.#toServer.push(answer);
    return true;
  }

  /** Until nobody has anything to say. */
  settle(): void {
    for (;;) {
      this.finishApply();
      this.connect();
      const isBusy = [this.deliverRequest(), this.pump(), this.beginApply(), this.finishApply()];
      if (!isBusy.includes(true) && this.#stream !== undefined) return;
    }
  }

  #apply({ typeUrl, resources, removed }: DeltaUpdate): ResourceRejection[] {
    const state = this.#applied.get(typeUrl) ?? new Map<string, string>();
    this.#applied.set(typeUrl, state);
    const rejections: ResourceRejection[] = [];
    for (const name of removed) state.delete(name);
    for (const resource of resources) {
      if (!this.#isAccepting && this.#options.isRejected(resource)) {
        rejections.push({ name: resource.name, reason: "rejected" });
      } else state.set(resource.name, textOf(resource));
    }
    return rejections;
  }
}

/** What is in it, so that resources without a version can be told apart. */
export function textOf({ payload }: XdsResource): string {
  return new TextDecoder().decode(payload);
}
