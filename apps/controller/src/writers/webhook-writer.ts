/**
 * Keeps the ValidatingWebhookConfigurations of our revision usable: the API server has to know by which roots to believe
 * our certificate. Until it has refused an object that is known to be bad, a webhook that does not answer stops nobody
 * (failurePolicy Ignore); from then on an object of Istio's kinds is stored only with our word (Fail). NetworkPolicies are
 * not ours to hold up, so theirs stays as it is.
 */
import {
  hasKubeCode,
  Informer,
  type InformerProblem,
  type JsonPatchOperation,
  type KubeApi,
  type KubeObject,
  type KubeResource,
} from "@ambit/kube";
import { type Clock, TaskGroup } from "@ambit/lifecycle";
import {
  AUTHORIZATION_POLICIES,
  apiVersionOf,
  ISTIO_GATEWAYS,
  VALIDATING_WEBHOOKS,
} from "../kube/resources.ts";
import { PostponedWrite, type WriteFailure, WriteQueue } from "./write-queue.ts";

export interface WebhookWriterOptions {
  readonly api: Pick<KubeApi, "listPages" | "watch" | "patch" | "create">;
  /** The control plane's. */
  readonly namespace: string;
  /** Empty: `default`. */
  readonly revision: string;
  /** PEM; empty before there is a CA. */
  readonly rootsPem: () => string;
  readonly onWritten: () => void;
  readonly onFailure: (failure: WriteFailure) => void;
  readonly onProblem: (problem: InformerProblem) => void;
  readonly clock: Clock;
  readonly random: () => number;
}

interface Webhook {
  readonly index: number;
  readonly name: string;
  readonly caBundle: string;
  readonly failurePolicy: string;
  readonly isOurs: boolean;
}

const REVISION_LABEL = "istio.io/rev";
const SERVICE = "istiod";
/** Istio's names: these refuse. */
const REFUSING: ReadonlySet<string> = new Set(["rev.validation.istio.io", "validation.istio.io"]);
/** Objects that say nothing, to see whether they are refused. They are never stored. */
const PROBE_NAME = "validation-probe";
/** Of the kind that Istio's chart allows its control plane to try. */
const EMPTY_GATEWAY = { kind: "Gateway", spec: {} };
const EMPTY_POLICY = { kind: "AuthorizationPolicy", spec: { action: "DENY" } };

export class WebhookWriter {
  readonly #options: WebhookWriterOptions;
  readonly #known = new Map<string, readonly Webhook[]>();
  #queue: WriteQueue | undefined;

  constructor(options: WebhookWriterOptions) {
    this.#options = options;
  }

  /** The roots are others. */
  rootsChanged(): void {
    for (const name of this.#known.keys()) this.#queue?.add(name);
  }

  async run(term: AbortSignal): Promise<void> {
    const { clock, random, onFailure } = this.#options;
    const queue = new WriteQueue({
      write: (name, signal) => this.#write(name, signal),
      onFailure,
      clock,
      random,
    });
    this.#queue = queue;
    const informer = this.#informer(queue);
    await using group = new TaskGroup();
    const stop = (): void => void group[Symbol.asyncDispose]();
    term.addEventListener("abort", stop, { once: true });
    group.spawn("informer of webhook configurations", (signal) => informer.run(signal));
    group.spawn("writer of webhook configurations", (signal) => queue.run(signal));
    if (term.aborted) stop();
    await group.join();
    this.#queue = undefined;
    this.#known.clear();
  }

  #informer(queue: WriteQueue): Informer<readonly Webhook[]> {
    const { api, clock, random, onProblem, revision, namespace } = this.#options;
    const own = revision === "" ? "default" : revision;
    return new Informer<readonly Webhook[]>({
      api,
      resource: VALIDATING_WEBHOOKS,
      selection: { labelSelector: `${REVISION_LABEL}=${own}` },
      decode: (object) => decodeWebhooks(object, { namespace, revision: own }),
      onEvents: (batch) => {
        for (const { type, name, object } of batch) {
          if (type === "delete") this.#known.delete(name.name);
          else {
            this.#known.set(name.name, object);
            queue.add(name.name);
          }
        }
      },
      onProblem,
      clock,
      random,
    });
  }

  async #write(name: string, signal: AbortSignal): Promise<void> {
    const webhooks = this.#known.get(name);
    const roots = this.#options.rootsPem();
    if (webhooks === undefined || roots === "") return;
    const caBundle = Buffer.from(roots, "utf8").toString("base64");
    const unbelieved = webhooks.filter((webhook) => webhook.isOurs && webhook.caBundle !== caBundle);
    if (unbelieved.length > 0) {
      await this.#patch(name, unbelieved, { path: "clientConfig/caBundle", value: caBundle }, signal);
      return;
    }
    const lenient = webhooks.filter(
      ({ isOurs, name: own, failurePolicy }) => isOurs && REFUSING.has(own) && failurePolicy !== "Fail",
    );
    if (lenient.length === 0) return;
    // The API server takes a moment to go by what was written.
    if (!(await this.#refuses(signal))) throw new PostponedWrite();
    await this.#patch(name, lenient, { path: "failurePolicy", value: "Fail" }, signal);
  }

  /** What was written comes back through the informer, and is looked at again. */
  async #patch(
    name: string,
    webhooks: readonly Webhook[],
    { path, value }: { readonly path: string; readonly value: string },
    signal: AbortSignal,
  ): Promise<void> {
    const operations = webhooks.flatMap(({ index, name: own }): JsonPatchOperation[] => [
      { op: "test", path: `/webhooks/${index}/name`, value: own },
      { op: "add", path: `/webhooks/${index}/${path}`, value },
    ]);
    await this.#options.api.patch(VALIDATING_WEBHOOKS, { name }, { kind: "json", operations }, { signal });
    this.#options.onWritten();
  }

  /** Whether an object that can never work is refused, and by us. Only one of the kinds has to be there, and allowed. */
  async #refuses(signal: AbortSignal): Promise<boolean> {
    for (const resource of [ISTIO_GATEWAYS, AUTHORIZATION_POLICIES]) {
      if (await this.#refusesProbe(resource, signal)) return true;
    }
    return false;
  }

  async #refusesProbe(resource: KubeResource, signal: AbortSignal): Promise<boolean> {
    const { api, namespace } = this.#options;
    const { kind, spec } = resource === ISTIO_GATEWAYS ? EMPTY_GATEWAY : EMPTY_POLICY;
    const probe = {
      apiVersion: apiVersionOf(resource),
      kind,
      metadata: { name: PROBE_NAME, namespace },
      spec,
    };
    try {
      await api.create(resource, namespace, probe, { signal, isDryRun: true });
      return false;
    } catch (error) {
      if (!hasKubeCode(error, "not-found", "invalid", "forbidden", "bad-request")) throw error;
      return error.message.includes("admission webhook");
    }
  }
}

/** `isOurs`: it asks this control plane. */
function decodeWebhooks(
  { webhooks }: KubeObject,
  { namespace, revision }: { readonly namespace: string; readonly revision: string },
): readonly Webhook[] {
  const services = new Set([SERVICE, `${SERVICE}-${revision}`]);
  return (Array.isArray(webhooks) ? webhooks : []).map((webhook: unknown, index) => {
    const { name, clientConfig, failurePolicy } = recordOf(webhook);
    const { service, caBundle } = recordOf(clientConfig);
    const { name: serviceName, namespace: serviceNamespace } = recordOf(service);
    return {
      index,
      name: textOf(name),
      caBundle: textOf(caBundle),
      failurePolicy: textOf(failurePolicy),
      isOurs: serviceNamespace === namespace && services.has(textOf(serviceName)),
    };
  });
}

function recordOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null ? { ...value } : {};
}

function textOf(value: unknown): string {
  return typeof value === "string" ? value : "";
}
