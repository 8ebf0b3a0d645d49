/** The HTTP servers of one program, each known by its component: they come and go together. */
import type { Logger } from "@ambit/telemetry";
import { type BoundHttpServer, bindHttpServer, type HttpServerOptions } from "./http-server.ts";

/** What each of them serves, and where. */
export type HttpServices<Component extends string> = Readonly<
  Record<Component, Pick<HttpServerOptions, "address" | "handler">>
>;

/** Listening servers. As one server it is a drain member. */
export interface BoundHttpServers<Component extends string> extends AsyncDisposable {
  get(component: Component): BoundHttpServer;
  /** As a server's own. */
  drain(mode: "graceful" | "immediate"): void;
}

/** All of them answer from this moment on. Throws HttpServerError, leaving nothing open. */
export async function bindHttpServers<Component extends string>(
  services: HttpServices<Component>,
  logger: Logger,
): Promise<BoundHttpServers<Component>> {
  await using stack = new AsyncDisposableStack();
  const bound = new Map<Component, BoundHttpServer>();
  for (const component in services) {
    const { address, handler } = services[component];
    bound.set(component, stack.use(await bindHttpServer({ component, address, handler, logger })));
  }
  const owned = stack.move();
  return {
    get: (component) => {
      const server = bound.get(component);
      if (server === undefined) throw new RangeError(`there is no server ${component}`);
      return server;
    },
    drain: (mode) => {
      for (const server of bound.values()) server.drain(mode);
    },
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
}
