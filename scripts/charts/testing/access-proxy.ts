import { once } from "node:events";
import { createServer, request, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { type Access, accessOf, type Grant, isGranted } from "./roles.ts";

/** Stands before an API server that lets everybody do everything, and lets through what is granted. */
export class AccessProxy implements AsyncDisposable {
  /** What was asked and not granted. */
  readonly refused: Access[] = [];
  readonly used = new Set<Grant>();
  readonly #refusal = Promise.withResolvers<never>();
  readonly #server: Server;

  private constructor(target: string, grants: readonly Grant[], isOptional: (access: Access) => boolean) {
    const { hostname, port } = new URL(target);
    this.#refusal.promise.catch(() => undefined);
    this.#server = createServer((incoming, response) => {
      const { method = "GET", url = "/", headers } = incoming;
      const access = accessOf(method, url);
      const matching = access === undefined ? [] : grants.filter((grant) => isGranted(grant, access));
      for (const grant of matching) this.used.add(grant);
      if (access !== undefined && matching.length === 0) {
        if (!isOptional(access)) this.refused.push(access);
        const { verb, group, resource } = access;
        const missing = new Error(`the chart does not grant ${verb} ${resource} of "${group}"`);
        if (!isOptional(access)) this.#refusal.reject(missing);
        const status = {
          kind: "Status",
          apiVersion: "v1",
          status: "Failure",
          reason: "Forbidden",
          code: 403,
        };
        response.writeHead(403, { "content-type": "application/json" }).end(JSON.stringify(status));
        return;
      }
      const outgoing = request({ hostname, port, method, path: url, headers, agent: false }, (answer) => {
        response.writeHead(answer.statusCode ?? 502, answer.headers);
        answer.pipe(response);
      });
      outgoing.on("error", () => response.destroy());
      response.on("close", () => outgoing.destroy());
      incoming.pipe(outgoing);
    });
  }

  /** `isOptional`: whoever asks can do without, and a refusal is no mistake. */
  static async open(
    target: string,
    grants: readonly Grant[],
    isOptional: (access: Access) => boolean,
  ): Promise<AccessProxy> {
    const proxy = new AccessProxy(target, grants, isOptional);
    proxy.#server.listen(0, "127.0.0.1");
    await once(proxy.#server, "listening");
    return proxy;
  }

  /** Rejects with the first right that is missing: who is refused something may wait for ever. */
  orRefused<T>(promise: Promise<T>): Promise<T> {
    return Promise.race([promise, this.#refusal.promise]);
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const closed = once(this.#server, "close");
    this.#server.close();
    this.#server.closeAllConnections();
    await closed;
  }
}
