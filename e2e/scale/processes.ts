/** The processes of a run: the API server with its objects, the controller, the simulated ztunnels. */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { closeSync, existsSync, openSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { eventually } from "@ambit/lifecycle/testing";
import type { ApiMethods, ApiRequest, ApiServerFacts } from "../src/api-protocol.ts";
import { collectionPath, type MeshObject, SYSTEM_NAMESPACE } from "../src/mesh-objects.ts";
import { HERE } from "../src/namespace.ts";
import { ProgramCalls } from "../src/program-calls.ts";
import { type ClusterSize, clusterObjects, nodeName } from "./mesh-objects.ts";
import type { ClientsMethods, ClientsSpec } from "./protocol.ts";

const API_PROGRAM = fileURLToPath(new URL("../test-programs/api-server.ts", import.meta.url));
const CLIENTS_PROGRAM = fileURLToPath(new URL("./clients.ts", import.meta.url));
const CONTROLLER = fileURLToPath(new URL("../../apps/controller/dist/main.js", import.meta.url));

const HOST = "127.0.0.1";
/** Fixed, so that a restarted controller is found again; not the usual ones, and below those that clients get. */
const PORTS = { secure: 25_012, plain: 25_010, monitoring: 25_014, http: 25_080, https: 25_017 } as const;
export const HOSTNAME = `istiod.${SYSTEM_NAMESPACE}.svc`;
export const SECURE_ADDRESS = `${HOST}:${PORTS.secure}`;

const CLIENT_PROGRAMS = 2;
const CREATE_LANES = 16;
const READY_TIMEOUT_MS = 120_000;
const INTERVAL_MS = 50;
const KIB = 1024;
const TOKEN_SECONDS = 24 * 3_600;
const TICKS_PER_SECOND = 100;

export class ApiServer implements AsyncDisposable {
  readonly #calls: ProgramCalls<ApiMethods>;
  readonly #folder: string;
  readonly kubeconfigPath: string;

  private constructor(calls: ProgramCalls<ApiMethods>, folder: string, kubeconfig: string) {
    this.#calls = calls;
    this.#folder = folder;
    this.kubeconfigPath = join(folder, "kubeconfig");
    writeFileSync(this.kubeconfigPath, kubeconfig, { mode: 0o600 });
  }

  /** With every object of the cluster. */
  static async open(size: ClusterSize, folder: string): Promise<ApiServer> {
    const { calls, ready } = await ProgramCalls.open<ApiMethods>({
      namespace: HERE,
      program: API_PROGRAM,
      name: "API server",
      args: [HOST],
    });
    const server = new ApiServer(calls, folder, (ready as ApiServerFacts).kubeconfig);
    for (const objects of clusterObjects(size)) await server.#createAll(objects);
    return server;
  }

  async request(request: ApiRequest): Promise<unknown> {
    const { status, body } = await this.#calls.call("request", request);
    if (status >= 300)
      throw new Error(`${request.method} ${request.path}: ${status} ${JSON.stringify(body)}`);
    return body;
  }

  /** Files with a ztunnel's token and the mesh's roots. */
  async writeCredentials(): Promise<{ readonly tokenPath: string; readonly rootsPath: string }> {
    const review = (await this.request({
      method: "POST",
      path: `/api/v1/namespaces/${SYSTEM_NAMESPACE}/serviceaccounts/ztunnel/token`,
      body: {
        apiVersion: "authentication.k8s.io/v1",
        kind: "TokenRequest",
        spec: { audiences: ["istio-ca"], expirationSeconds: TOKEN_SECONDS },
      },
    })) as { readonly status: { readonly token: string } };
    const roots = await eventually(
      async () =>
        (await this.request({
          method: "GET",
          path: `/api/v1/namespaces/${SYSTEM_NAMESPACE}/configmaps/istio-ca-root-cert`,
        })) as { readonly data: { readonly "root-cert.pem": string } },
      { timeoutMs: READY_TIMEOUT_MS, intervalMs: INTERVAL_MS },
    );
    const [tokenPath, rootsPath] = [join(this.#folder, "token"), join(this.#folder, "root-cert.pem")];
    writeFileSync(tokenPath, review.status.token, { mode: 0o600 });
    writeFileSync(rootsPath, roots.data["root-cert.pem"]);
    return { tokenPath, rootsPath };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#calls[Symbol.asyncDispose]();
  }

  async #createAll(objects: readonly MeshObject[]): Promise<void> {
    const waiting = [...objects].reverse();
    const lanes = Array.from({ length: CREATE_LANES }, async () => {
      for (let object = waiting.pop(); object !== undefined; object = waiting.pop())
        await this.#create(object);
    });
    await Promise.all(lanes);
  }

  async #create(object: MeshObject): Promise<void> {
    const path = collectionPath(object);
    const { status, ...body } = object;
    await this.request({ method: "POST", path, body });
    if (status === undefined) return;
    await this.request({
      method: "PATCH",
      path: `${path}/${object.metadata.name}/status`,
      body: { status },
      contentType: "application/merge-patch+json",
    });
  }
}

export interface ProcessUse {
  readonly residentMb: number;
  readonly peakMb: number;
  readonly cpuSeconds: number;
}

export class Controller implements AsyncDisposable {
  readonly #child: ChildProcess;

  private constructor(child: ChildProcess) {
    this.#child = child;
  }

  /** Ready: it has seen every object. */
  static async open(
    kubeconfigPath: string,
    folder: string,
    env: Readonly<Record<string, string>> = {},
  ): Promise<Controller> {
    if (!existsSync(CONTROLLER)) throw new Error(`${CONTROLLER} does not exist: npm run build makes it`);
    const log = openSync(join(folder, "controller.log"), "a");
    const flags = [
      `--secureGRPCAddr=${SECURE_ADDRESS}`,
      `--grpcAddr=${HOST}:${PORTS.plain}`,
      `--monitoringAddr=${HOST}:${PORTS.monitoring}`,
      `--httpAddr=${HOST}:${PORTS.http}`,
      `--httpsAddr=${HOST}:${PORTS.https}`,
    ];
    const child = spawn(process.execPath, [CONTROLLER, "discovery", ...flags], {
      env: { PATH: process.env.PATH, KUBECONFIG: kubeconfigPath, POD_NAME: "controller", ...env },
      stdio: ["ignore", log, log],
    });
    closeSync(log);
    const controller = new Controller(child);
    try {
      await eventually(() => controller.#requireReady(), {
        timeoutMs: READY_TIMEOUT_MS,
        intervalMs: INTERVAL_MS,
      });
    } catch (cause) {
      child.kill("SIGKILL");
      const tail = readFileSync(join(folder, "controller.log"), "utf8").slice(-2_000);
      throw new Error(`the controller did not become ready:\n${tail}`, { cause });
    }
    return controller;
  }

  get use(): ProcessUse {
    const { pid } = this.#child;
    const status = readFileSync(`/proc/${pid}/status`, "utf8");
    const kib = (name: string): number =>
      Number(new RegExp(String.raw`^${name}:\s+(\d+) kB`, "m").exec(status)?.[1] ?? Number.NaN);
    // Fields 14 and 15 of proc(5), counted behind the name, which may hold spaces.
    const fields = readFileSync(`/proc/${pid}/stat`, "utf8").split(") ")[1]?.split(" ") ?? [];
    const ticks = Number(fields[11]) + Number(fields[12]);
    return {
      residentMb: kib("VmRSS") / KIB,
      peakMb: kib("VmHWM") / KIB,
      cpuSeconds: ticks / TICKS_PER_SECOND,
    };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return;
    const exit = once(this.#child, "exit");
    this.#child.kill("SIGKILL");
    await exit;
  }

  async #requireReady(): Promise<void> {
    if (this.#child.exitCode !== null) return;
    const { status } = await fetch(`http://${HOST}:${PORTS.http}/ready`);
    if (status !== 200) throw new Error(`/ready answers ${status}`);
  }
}

/** Programs with so many simulated ztunnels in all. */
export async function openClients(
  spec: Omit<ClientsSpec, "nodes" | "program">,
  clients: number,
): Promise<readonly ProgramCalls<ClientsMethods>[]> {
  const nodes = Array.from({ length: clients }, (_, index) => nodeName(index));
  return Promise.all(
    Array.from({ length: CLIENT_PROGRAMS }, async (_, program) => {
      const own: ClientsSpec = {
        ...spec,
        program,
        nodes: nodes.filter((_node, index) => index % CLIENT_PROGRAMS === program),
      };
      const { calls } = await ProgramCalls.open<ClientsMethods>({
        namespace: HERE,
        program: CLIENTS_PROGRAM,
        name: "simulated ztunnels",
        args: [JSON.stringify(own)],
      });
      return calls;
    }),
  );
}
