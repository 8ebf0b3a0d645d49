/** The address outside of a bare cluster's namespaces at which its API server answers. */
import { once } from "node:events";
import { createServer } from "node:net";
import { fileURLToPath } from "node:url";
import { Namespace } from "../src/namespace.ts";
import { BareError } from "./bare-error.ts";
import type { BarePlan } from "./bare-plan.ts";

const RELAY = fileURLToPath(new URL("api-relay.ts", import.meta.url));

/** On loopback, for as long as it is not disposed of. */
export interface ApiAddress extends Disposable {
  readonly url: string;
}

export async function openApi({ controlPlane }: BarePlan): Promise<ApiAddress> {
  const server = createServer();
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  if (address === null || typeof address === "string")
    throw new BareError("not-ready", "no loopback address");
  const relay = Namespace.existing(controlPlane.netns).spawn([process.execPath, RELAY], {
    stdio: ["ignore", "ignore", "inherit", "ipc"],
  });
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  relay.send("listen", server, (error) => (error === null ? resolve() : reject(error)));
  await promise;
  // Its own copy listens on.
  server.close();
  relay.unref();
  relay.channel?.unref();
  return { url: `https://127.0.0.1:${address.port}`, [Symbol.dispose]: () => void relay.kill("SIGKILL") };
}
