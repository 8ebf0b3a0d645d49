/**
 * The control plane of a scenario, in a namespace of its own: an API server, a controller, and the scenario's hands on
 * both. The controller is a process like any other and may be killed; the API server keeps what was created.
 */
import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import { closeSync, existsSync, openSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { eventually } from "@ambit/lifecycle/testing";
import type { ApiMethods, ApiRequest, ApiServerFacts } from "./api-protocol.ts";
import { workloadName } from "./mesh-file.ts";
import { collectionPath, type MeshObject, meshObjects, SYSTEM_NAMESPACE } from "./mesh-objects.ts";
import type { Namespace } from "./namespace.ts";
import { NetnsError } from "./netns-error.ts";
import type { PodAgent } from "./pod-agent.ts";
import { ProgramCalls } from "./program-calls.ts";
import type { PodPlan } from "./topology.ts";

const API_PROGRAM = fileURLToPath(new URL("../test-programs/api-server.ts", import.meta.url));
const CONTROLLER_BUNDLE = fileURLToPath(new URL("../../apps/controller/dist/main.js", import.meta.url));
const CONTROLLER_SOURCE = fileURLToPath(new URL("../../apps/controller/src/main.ts", import.meta.url));

const API_PORT = 6443;
const HTTP_PORT = 8080;
/** xDS and certificates over TLS. */
export const CONTROL_PLANE_PORT = 15012;
/** The name in the controller's certificate. */
export const CONTROL_PLANE_HOST = `istiod.${SYSTEM_NAMESPACE}.svc`;

const READY_TIMEOUT_MS = 30_000;
const ROOT_TIMEOUT_MS = 10_000;
const INTERVAL_MS = 25;
const TAIL_LINES = 15;
const TOKEN_AUDIENCE = "istio-ca";
const TOKEN_SECONDS = 3_600;
const APPLY = "application/apply-patch+yaml";
const FIELD_MANAGER = "scenario";

export interface ControlPlaneContext {
  readonly namespace: Namespace;
  /** Inside the same namespace. */
  readonly agent: PodAgent;
  readonly ip: string;
  readonly folder: string;
  /** Made objects of the API before the controller starts. */
  readonly pods: readonly PodPlan[];
}

/** The parts of `/debug/ambientz` that scenarios look at. */
export interface AmbientDump {
  readonly workloads: readonly { readonly uid: string; readonly name: string }[];
  readonly services: readonly { readonly hostname: string }[];
  readonly policies: readonly { readonly name: string }[];
}

export class ControlPlane implements AsyncDisposable {
  readonly ip: string;
  readonly kubeconfigPath: string;
  readonly logPath: string;
  readonly #context: ControlPlaneContext;
  readonly #api: ProgramCalls<ApiMethods>;
  #controller: ChildProcess | undefined;

  private constructor(context: ControlPlaneContext, api: ProgramCalls<ApiMethods>, kubeconfig: string) {
    this.#context = context;
    this.#api = api;
    this.ip = context.ip;
    this.kubeconfigPath = join(context.folder, "kubeconfig");
    this.logPath = join(context.folder, "controller.log");
    writeFileSync(this.kubeconfigPath, kubeconfig, { mode: 0o600 });
  }

  /** With all objects of the scenario, and a controller that is ready. Throws NetnsError. */
  static async open(context: ControlPlaneContext): Promise<ControlPlane> {
    const { calls, ready } = await ProgramCalls.open<ApiMethods>({
      namespace: context.namespace,
      program: API_PROGRAM,
      name: "API server",
      args: [context.ip, `${API_PORT}`],
    });
    const { kubeconfig } = ready as ApiServerFacts;
    const controlPlane = new ControlPlane(context, calls, kubeconfig);
    try {
      for (const object of meshObjects(context.pods)) await controlPlane.create(object);
      await controlPlane.startController();
    } catch (cause) {
      await controlPlane[Symbol.asyncDispose]();
      throw cause;
    }
    return controlPlane;
  }

  /** Of the controller, for `kill -9`; -1 while none runs. */
  get controllerPid(): number {
    return this.#controller?.pid ?? -1;
  }

  /** Any request to the API. Throws NetnsError "agent-failed" for an answer that is not a success. */
  async request(request: ApiRequest): Promise<unknown> {
    const { status, body } = await this.#api.call("request", request);
    if (status >= 300) {
      throw new NetnsError(
        "agent-failed",
        `${request.method} ${request.path}: ${status} ${JSON.stringify(body)}`,
      );
    }
    return body;
  }

  /** Creates an object, with its status where it has one. */
  async create(object: MeshObject): Promise<void> {
    const path = collectionPath(object);
    await this.#createOnce(path, object);
    if (object.status !== undefined) {
      await this.request({
        method: "PATCH",
        path: `${path}/${object.metadata.name}/status`,
        body: { status: object.status },
        contentType: "application/merge-patch+json",
      });
    }
  }

  /** Creates or changes an object, as `kubectl apply --server-side`. */
  async apply(object: MeshObject): Promise<void> {
    const path = `${collectionPath(object)}/${object.metadata.name}?fieldManager=${FIELD_MANAGER}&force=true`;
    await this.request({ method: "PATCH", path, body: object, contentType: APPLY });
  }

  async delete(object: MeshObject): Promise<void> {
    await this.request({ method: "DELETE", path: `${collectionPath(object)}/${object.metadata.name}` });
  }

  /** A token of the pod's service account for the mesh, bound to the pod, in a file. */
  async writeToken(pod: PodPlan): Promise<string> {
    const base = `/api/v1/namespaces/${pod.namespace}`;
    const object = (await this.request({
      method: "GET",
      path: `${base}/pods/${workloadName(pod)}`,
    })) as { readonly metadata: { readonly uid: string } };
    const boundObjectRef = {
      apiVersion: "v1",
      kind: "Pod",
      name: workloadName(pod),
      uid: object.metadata.uid,
    };
    const review = (await this.request({
      method: "POST",
      path: `${base}/serviceaccounts/${pod.serviceAccount}/token`,
      body: {
        apiVersion: "authentication.k8s.io/v1",
        kind: "TokenRequest",
        spec: { audiences: [TOKEN_AUDIENCE], expirationSeconds: TOKEN_SECONDS, boundObjectRef },
      },
    })) as { readonly status: { readonly token: string } };
    const path = join(this.#context.folder, `${pod.name}.token`);
    writeFileSync(path, review.status.token, { mode: 0o600 });
    return path;
  }

  /** The mesh's roots as the controller puts them into a namespace, as soon as they are there. */
  async roots(namespace: string): Promise<string> {
    const path = `/api/v1/namespaces/${namespace}/configmaps/istio-ca-root-cert`;
    const { data } = await eventually(
      async () =>
        (await this.request({ method: "GET", path })) as {
          readonly data: { readonly "root-cert.pem": string };
        },
      { timeoutMs: ROOT_TIMEOUT_MS, intervalMs: INTERVAL_MS },
    );
    return data["root-cert.pem"];
  }

  /** The roots of the pod's namespace in a file. */
  async writeRoots(pod: PodPlan): Promise<string> {
    const path = join(this.#context.folder, `${pod.name}.root-cert.pem`);
    writeFileSync(path, await this.roots(pod.namespace));
    return path;
  }

  /** What the controller serves to proxies. */
  async dump(): Promise<AmbientDump> {
    const { status, body } = await this.#context.agent.call("http", {
      port: HTTP_PORT,
      path: "/debug/ambientz",
      method: "GET",
    });
    if (status !== 200) throw new NetnsError("agent-failed", `/debug/ambientz: ${status} ${body}`);
    return JSON.parse(body) as AmbientDump;
  }

  /** Ready by its own readiness server. Throws NetnsError with the end of its log when it is not. */
  async startController(): Promise<void> {
    const { namespace, agent } = this.#context;
    const log = openSync(this.logPath, "a");
    const program = existsSync(CONTROLLER_BUNDLE) ? CONTROLLER_BUNDLE : CONTROLLER_SOURCE;
    const child = namespace.spawn([process.execPath, program, "discovery"], {
      env: {
        KUBECONFIG: this.kubeconfigPath,
        POD_NAME: "controller",
        POD_NAMESPACE: SYSTEM_NAMESPACE,
        PILOT_ENABLE_AMBIENT: "true",
      },
      stdio: ["ignore", log, log],
    });
    closeSync(log);
    this.#controller = child;
    try {
      await eventually(() => requireReady(agent, child), {
        timeoutMs: READY_TIMEOUT_MS,
        intervalMs: INTERVAL_MS,
      });
    } catch (cause) {
      child.kill("SIGKILL");
      throw new NetnsError("not-ready", `the controller did not start:\n${this.tail()}`, { cause });
    }
    if (hasEnded(child)) {
      throw new NetnsError("process-exited", `the controller ended before it was ready:\n${this.tail()}`);
    }
  }

  /** Waits for its end, too. */
  async stopController(signal: NodeJS.Signals): Promise<void> {
    const child = this.#controller;
    if (child === undefined || hasEnded(child)) return;
    const exit = once(child, "exit");
    child.kill(signal);
    await exit;
  }

  readLog(): string {
    return existsSync(this.logPath) ? readFileSync(this.logPath, "utf8") : "";
  }

  /** The end of the controller's log, for messages. */
  tail(): string {
    return this.readLog().trimEnd().split("\n").slice(-TAIL_LINES).join("\n");
  }

  /** At once. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.stopController("SIGKILL");
    await this.#api[Symbol.asyncDispose]();
  }

  /** Namespaces and accounts that every cluster has may be there already. */
  async #createOnce(path: string, object: MeshObject): Promise<void> {
    const { status: _, ...body } = object;
    const answer = await this.#api.call("request", { method: "POST", path, body });
    const isThere = answer.status === 409 && ["Namespace", "ServiceAccount"].includes(object.kind);
    if (answer.status >= 300 && !isThere) {
      throw new NetnsError("agent-failed", `POST ${path}: ${answer.status} ${JSON.stringify(answer.body)}`);
    }
  }
}

/** An ended process is no reason to try again: it counts as an answer, which the caller checks. */
async function requireReady(agent: PodAgent, child: ChildProcess): Promise<void> {
  if (hasEnded(child)) return;
  const { status, body } = await agent.call("http", { port: HTTP_PORT, path: "/ready", method: "GET" });
  if (status !== 200) throw new NetnsError("not-ready", body.trim());
}

function hasEnded({ exitCode, signalCode }: ChildProcess): boolean {
  return exitCode !== null || signalCode !== null;
}
