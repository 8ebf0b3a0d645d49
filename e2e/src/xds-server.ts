/** A server of mesh state and certificates alone, without a cluster behind it, in a namespace of its own. */
import { fileURLToPath } from "node:url";
import type { Namespace } from "./namespace.ts";
import { ProgramCalls } from "./program-calls.ts";
import type { RootFiles } from "./root-ca.ts";
import type { XdsServerFacts, XdsServerMethods } from "./xds-server-protocol.ts";

const PROGRAM = fileURLToPath(new URL("../test-programs/xds-server.ts", import.meta.url));

/** Where ztunnels find it. */
export const XDS_SERVER_PORT = 15012;

export interface XdsServerOptions {
  readonly namespace: Pick<Namespace, "spawn">;
  readonly ip: string;
  /** Signs its own certificate and those of workloads; the same again after a restart. */
  readonly root: RootFiles;
}

export class XdsServer implements AsyncDisposable {
  readonly #calls: ProgramCalls<XdsServerMethods>;

  private constructor(calls: ProgramCalls<XdsServerMethods>) {
    this.#calls = calls;
  }

  /** Serves an empty mesh. Throws NetnsError. */
  static async open({ namespace, ip, root }: XdsServerOptions): Promise<XdsServer> {
    const { calls } = await ProgramCalls.open<XdsServerMethods>({
      namespace,
      program: PROGRAM,
      name: "xDS server",
      args: [ip, `${XDS_SERVER_PORT}`, root.certPath, root.keyPath],
    });
    return new XdsServer(calls);
  }

  /** Makes the text of a mesh file everything there is. */
  async replace(mesh: string): Promise<void> {
    await this.#calls.call("replace", { mesh });
  }

  async setTtl(ttlMs: number): Promise<void> {
    await this.#calls.call("setTtl", { ttlMs });
  }

  facts(): Promise<XdsServerFacts> {
    return this.#calls.call("facts", undefined);
  }

  /** kill -9. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.#calls[Symbol.asyncDispose]();
  }
}
