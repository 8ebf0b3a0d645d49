/** What is around the images in a cluster: an API server over TLS, and for each program the files of its pod. */
import { mkdirSync, writeFileSync } from "node:fs";
import { request } from "node:https";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { parseIpAddress } from "@ambit/addr";
import {
  bindKubeEmbedded,
  generateServingCertificate,
  type KubeEmbedded,
  readDefinitionFiles,
} from "@ambit/kube-embedded";

export const SYSTEM = "istio-system";
export const NODE = "node-1";
const HOST = "127.0.0.1";
const ACCOUNT_FOLDER = "/var/run/secrets/kubernetes.io/serviceaccount";

type KubeObject = Readonly<Record<string, unknown>>;

export class Cluster implements AsyncDisposable {
  readonly folder: string;
  readonly #server: KubeEmbedded;
  readonly #caPem: string;

  private constructor(folder: string, server: KubeEmbedded, caPem: string) {
    this.folder = folder;
    this.#server = server;
    this.#caPem = caPem;
  }

  /** With the mesh's namespace and accounts, and one node. */
  static async open(folder: string): Promise<Cluster> {
    const certificate = generateServingCertificate(Date.now(), [parseIpAddress(HOST)]);
    const definitions = await readDefinitionFiles();
    const server = await bindKubeEmbedded({ host: HOST, certificate, definitions });
    const cluster = new Cluster(folder, server, certificate.caPem);
    const node = { apiVersion: "v1", kind: "Node", metadata: { name: NODE } };
    await cluster.request("POST", "/api/v1/nodes", node);
    await cluster.request("POST", "/api/v1/namespaces", {
      apiVersion: "v1",
      kind: "Namespace",
      metadata: { name: SYSTEM },
    });
    for (const name of ["istiod", "istio-cni", "ztunnel"]) {
      const account = { apiVersion: "v1", kind: "ServiceAccount", metadata: { name, namespace: SYSTEM } };
      await cluster.request("POST", `/api/v1/namespaces/${SYSTEM}/serviceaccounts`, account);
    }
    return cluster;
  }

  /** Variables that every pod has. */
  get variables(): Readonly<Record<string, string>> {
    return { KUBERNETES_SERVICE_HOST: HOST, KUBERNETES_SERVICE_PORT: String(this.#server.port) };
  }

  get kubeconfig(): string {
    return this.#server.kubeconfig;
  }

  /** What is mounted into every pod of an account: its own way to the API. */
  async accountMounts(account: string): Promise<Readonly<Record<string, string>>> {
    const folder = join(this.folder, "accounts", account);
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, "token"), await this.token(account));
    writeFileSync(join(folder, "ca.crt"), this.#caPem);
    writeFileSync(join(folder, "namespace"), SYSTEM);
    return { [ACCOUNT_FOLDER]: folder };
  }

  /** A token for the API, or for an audience. */
  async token(account: string, audience?: string): Promise<string> {
    const audiences = audience === undefined ? {} : { audiences: [audience] };
    const answer = await this.request(
      "POST",
      `/api/v1/namespaces/${SYSTEM}/serviceaccounts/${account}/token`,
      {
        apiVersion: "authentication.k8s.io/v1",
        kind: "TokenRequest",
        spec: { expirationSeconds: 3600, ...audiences },
      },
    );
    return (answer["status"] as { readonly token: string }).token;
  }

  /** As the administrator. Throws for any answer but success. */
  async request(method: "GET" | "POST", path: string, body?: KubeObject): Promise<KubeObject> {
    const { promise, resolve, reject } = Promise.withResolvers<KubeObject>();
    const exchange = request(
      {
        host: HOST,
        port: this.#server.port,
        method,
        path,
        ca: this.#caPem,
        headers: {
          authorization: `Bearer ${this.#server.adminToken}`,
          "content-type": "application/json",
        },
      },
      (response) => {
        text(response).then((said) => {
          if ((response.statusCode ?? 0) < 300) resolve(JSON.parse(said) as KubeObject);
          else reject(new Error(`${method} ${path}: ${response.statusCode} ${said}`));
        }, reject);
      },
    );
    exchange.on("error", reject);
    exchange.end(body === undefined ? undefined : JSON.stringify(body));
    return promise;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.#server.close();
  }
}
