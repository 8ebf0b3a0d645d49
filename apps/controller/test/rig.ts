/** An API server in memory, controllers in this process, and hands on both: what integration tests have in common. */
import { Writable } from "node:stream";
import {
  type KubeClient,
  type KubeObject,
  type KubeResource,
  type NewKubeObject,
  openKubeClient,
} from "@ambit/kube";
import type { KubeEmbedded } from "@ambit/kube-embedded";
import { anApiServer } from "@ambit/kube-embedded/testing";
import { systemClock } from "@ambit/lifecycle";
import { eventually } from "@ambit/lifecycle/testing";
import { isObjectKind } from "@ambit/mesh-objects";
import { buildInfo, Logging } from "@ambit/program";
import { LogFilter } from "@ambit/telemetry";
import type { XdsNode } from "@ambit/xds";
import type { ControlPlaneEndpoint } from "@ambit/xds-grpc";
import { buildController, type Controller, type ControllerDeps } from "../src/app.ts";
import { loadConfig, readCommandLine } from "../src/config.ts";
import { type FedKind, resourceOf } from "../src/kube/object-feed.ts";
import { CONFIG_MAPS, SECRETS, VALIDATING_WEBHOOKS } from "../src/kube/resources.ts";

export const SYSTEM_NAMESPACE = "istio-system";
export const HOST = `istiod.${SYSTEM_NAMESPACE}.svc`;
const ANY_PORT = "127.0.0.1:0";
const LIMIT_MS = 15_000;

const OTHER_KINDS: Readonly<Record<string, KubeResource>> = {
  ServiceAccount: { group: "", version: "v1", plural: "serviceaccounts", isNamespaced: true },
  ConfigMap: CONFIG_MAPS,
  Secret: SECRETS,
  ValidatingWebhookConfiguration: VALIDATING_WEBHOOKS,
  ReplicaSet: { group: "apps", version: "v1", plural: "replicasets", isNamespaced: true },
  StatefulSet: { group: "apps", version: "v1", plural: "statefulsets", isNamespaced: true },
  DaemonSet: { group: "apps", version: "v1", plural: "daemonsets", isNamespaced: true },
  Job: { group: "batch", version: "v1", plural: "jobs", isNamespaced: true },
  RequestAuthentication: {
    group: "security.istio.io",
    version: "v1",
    plural: "requestauthentications",
    isNamespaced: true,
  },
};

/** An object as a manifest has it. */
export interface Manifest {
  readonly apiVersion?: string;
  readonly kind: string;
  readonly metadata: Readonly<Record<string, unknown>> & {
    readonly name: string;
    readonly namespace?: string;
  };
  readonly status?: unknown;
  readonly [field: string]: unknown;
}

export interface ControllerOptions {
  readonly env?: Readonly<Record<string, string>>;
  readonly args?: readonly string[];
  readonly meshConfig?: string;
  readonly keyFetching?: NonNullable<ControllerDeps["keyFetching"]>;
}

/** The API server; controllers are opened one by one. Disposing ends everything. */
export class Rig implements AsyncDisposable {
  readonly server: KubeEmbedded;
  readonly api: KubeClient;
  readonly #controllers = new Set<RunningController>();

  private constructor(server: KubeEmbedded, api: KubeClient) {
    this.server = server;
    this.api = api;
  }

  /** With the system namespace, as an installation would make it. */
  static async open(): Promise<Rig> {
    const server = await anApiServer();
    const rig = new Rig(server, await openKubeClient({ kind: "explicit", server: server.url }));
    await rig.create({ kind: "Namespace", metadata: { name: SYSTEM_NAMESPACE } });
    return rig;
  }

  /** Serving. */
  async controller(options: ControllerOptions = {}): Promise<RunningController> {
    const controller = await RunningController.open(this.server.url, options, (ended) =>
      this.#controllers.delete(ended),
    );
    this.#controllers.add(controller);
    return controller;
  }

  /** Creates the object and, if it has one, writes its status, as a program of its own would. */
  async create(manifest: Manifest): Promise<KubeObject> {
    const { status, ...object } = manifest;
    const resource = kindResource(manifest.kind);
    const { name, namespace } = manifest.metadata;
    const created = await this.api.create(resource, namespace, apiForm(object, resource));
    if (status === undefined) return created;
    const body = { status };
    return this.api.patch(resource, { namespace, name }, { kind: "merge", body }, { subresource: "status" });
  }

  async get(kind: string, namespace: string | undefined, name: string): Promise<KubeObject> {
    return this.api.get(kindResource(kind), { namespace, name });
  }

  async delete(kind: string, namespace: string | undefined, name: string): Promise<void> {
    await this.api.delete(kindResource(kind), { namespace, name });
  }

  /** A merge patch, of the status too where `subresource` says so. */
  async patch(
    { kind, namespace, name }: { kind: string; namespace?: string; name: string },
    body: Readonly<Record<string, unknown>>,
    subresource?: string,
  ): Promise<KubeObject> {
    return this.api.patch(kindResource(kind), { namespace, name }, { kind: "merge", body }, { subresource });
  }

  /** A running pod with an address, and the service account it needs. */
  async pod(
    name: string,
    {
      namespace = "app",
      account = name,
      node = "n1",
      ip = "10.0.0.1",
      labels = {},
      isEnrolled = true,
    }: PodOptions = {},
  ): Promise<KubeObject> {
    await this.account(namespace, account);
    return this.create({
      kind: "Pod",
      metadata: {
        name,
        namespace,
        labels,
        annotations: isEnrolled ? { "ambient.istio.io/redirection": "enabled" } : {},
      },
      spec: { nodeName: node, serviceAccountName: account, containers: [{ name: "c", image: "i" }] },
      status: {
        phase: "Running",
        podIP: ip,
        podIPs: [{ ip }],
        conditions: [{ type: "Ready", status: "True" }],
      },
    });
  }

  /** The service account, and its namespace, if they are not there yet. */
  async account(namespace: string, name: string): Promise<void> {
    const create = (manifest: Manifest) => this.create(manifest).catch(() => undefined);
    await create({ kind: "Namespace", metadata: { name: namespace } });
    await create({ kind: "ServiceAccount", metadata: { name, namespace } });
  }

  /** A token of the account, bound to the pod if one is given. */
  async token(
    namespace: string,
    account: string,
    options: { readonly pod?: KubeObject; readonly audience?: string } = {},
  ): Promise<string> {
    const { pod, audience = "istio-ca" } = options;
    const { uid = "", name = "" } = pod?.metadata ?? {};
    const { token } = await this.api.createToken(
      { namespace, name: account },
      {
        audiences: [audience],
        expirationSeconds: 3_600,
        boundObject: pod === undefined ? undefined : { apiVersion: "v1", kind: "Pod", name, uid },
      },
    );
    return token;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all([...this.#controllers].map((controller) => controller[Symbol.asyncDispose]()));
    this.api[Symbol.dispose]();
    await this.server.close();
  }
}

export interface PodOptions {
  readonly namespace?: string;
  readonly account?: string;
  readonly node?: string;
  readonly ip?: string;
  readonly labels?: Readonly<Record<string, string>>;
  readonly isEnrolled?: boolean;
}

/** A controller that serves, on ports of its own. */
export class RunningController implements AsyncDisposable {
  readonly program: Controller;
  readonly #logging: Logging;
  readonly #lines: () => string;
  readonly #onEnded: (controller: RunningController) => void;

  private constructor(
    program: Controller,
    logging: Logging,
    hooks: { readonly lines: () => string; readonly onEnded: (controller: RunningController) => void },
  ) {
    this.program = program;
    this.#logging = logging;
    this.#lines = hooks.lines;
    this.#onEnded = hooks.onEnded;
  }

  static async open(
    server: string,
    { env = {}, args = [], meshConfig, keyFetching = {} }: ControllerOptions,
    onEnded: (controller: RunningController) => void,
  ): Promise<RunningController> {
    let text = "";
    const output = new Writable({
      write: (chunk: Buffer, _encoding, done) => {
        text += chunk.toString();
        done();
      },
    });
    const input = {
      environment: new Map(
        Object.entries({
          AMBIT_KUBE_SERVER: server,
          CA_TRUSTED_NODE_ACCOUNTS: `${SYSTEM_NAMESPACE}/ztunnel`,
          ...env,
        }),
      ),
      args: [
        ...["grpcAddr", "secureGRPCAddr", "monitoringAddr", "httpAddr", "httpsAddr"].map(
          (flag) => `--${flag}=${ANY_PORT}`,
        ),
        "--shutdownDuration=1s",
        ...args,
      ],
      host: { readFile: () => meshConfig, hostname: "test", hasIpv6: false },
    };
    const config = loadConfig(input, readCommandLine(input));
    const logging = new Logging({
      scope: "controller",
      filter: LogFilter.parse("debug"),
      format: "plain",
      output,
      modulePrefix: "",
    });
    const failures: string[] = [];
    const program = await buildController(config, {
      clock: systemClock,
      epochMs: Date.now,
      random: Math.random,
      cpuCount: 4,
      logging,
      build: buildInfo("unknown"),
      signingWorkerUrl: new URL("../src/ca/signing-worker.ts", import.meta.url),
      onFailure: () => failures.push("a background task has failed"),
      keyFetching,
      leaseTimings: { leaseDurationMs: 1_500, renewDeadlineMs: 1_000, retryPeriodMs: 100 },
    });
    await program.serve();
    return new RunningController(program, logging, { lines: () => text, onEnded });
  }

  get plaintextUrl(): string {
    return `http://127.0.0.1:${this.program.grpcServers.plaintext.address.port}`;
  }

  get secureUrl(): string {
    return `https://127.0.0.1:${this.program.grpcServers.tls.address.port}`;
  }

  /** For a client that shows this token. */
  endpoint(token: string | undefined, clusterId = "Kubernetes"): ControlPlaneEndpoint {
    return {
      url: this.secureUrl,
      roots: { kind: "pem", pem: this.program.roots },
      alternativeHostname: HOST,
      ...(token === undefined ? {} : { credential: { token: { kind: "literal", token }, clusterId } }),
    };
  }

  async get(path: string): Promise<string> {
    const { port } = this.program.httpServers.get("monitoring").address;
    return (await fetch(`http://127.0.0.1:${port}${path}`)).text();
  }

  async json(path: string): Promise<unknown> {
    return JSON.parse(await this.get(path));
  }

  async log(): Promise<string> {
    await this.#logging.flush(1_000);
    return this.#lines();
  }

  /** As SIGTERM does. */
  async stop(): Promise<void> {
    await this.program.drain();
    await this[Symbol.asyncDispose]();
  }

  /** At once: connections are cut off and clients are not told. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#onEnded(this);
    await this.program.end();
    await this.#logging.flush(1_000);
  }
}

/** The node of a ztunnel. */
export function aNode(node = "n1", pod = "ztunnel-n1"): XdsNode {
  return {
    id: `ztunnel~10.0.0.9~${pod}.${SYSTEM_NAMESPACE}~${SYSTEM_NAMESPACE}.svc.cluster.local`,
    metadata: {
      CLUSTER_ID: "Kubernetes",
      NAMESPACE: SYSTEM_NAMESPACE,
      SERVICE_ACCOUNT: "ztunnel",
      NODE_NAME: node,
    },
  };
}

/** Repeats until it holds, with a limit that a slow machine keeps. */
export function soon(check: () => void | Promise<void>): Promise<void> {
  return eventually(check, { timeoutMs: LIMIT_MS });
}

function kindResource(kind: string): KubeResource {
  const other = OTHER_KINDS[kind];
  if (other !== undefined) return other;
  if (!isFedKind(kind)) throw new Error(`no resource for ${kind}`);
  return resourceOf(kind);
}

function isFedKind(kind: string): kind is FedKind {
  return isObjectKind(kind) && kind !== "MeshConfig";
}

function apiForm(
  object: Pick<Manifest, "kind" | "metadata">,
  { group, version }: KubeResource,
): NewKubeObject {
  return { apiVersion: group === "" ? version : `${group}/${version}`, ...object };
}
