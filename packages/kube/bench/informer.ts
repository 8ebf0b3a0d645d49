/**
 * What an informer of 20,000 pods costs: time and memory of its first list, and changes a second after that.
 *
 *     node packages/kube/bench/informer.ts [pods]
 *
 * Each variant runs in a process of its own, against a server in another: our informer with a decoder that keeps what a
 * mesh needs (also with other pages), one that keeps everything, and the library's own informer.
 */
import { fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { servePods } from "./pod-server.ts";
import { measure, VARIANTS, type Variant } from "./variants.ts";

const EVENTS = 100_000;

interface Role {
  readonly role: "server" | "client";
  readonly url?: string;
  readonly pods: number;
  readonly variant?: Variant;
}

async function runServer(pods: number): Promise<void> {
  const url = await servePods(pods, EVENTS);
  process.send?.(url);
  await once(process, "disconnect");
  process.exit(0);
}

async function runClient({ url = "", pods, variant = "trimmed" }: Role): Promise<void> {
  const result = await measure(variant, { url, pods, events: EVENTS });
  process.send?.(result, () => process.exit(0));
}

async function inChild(role: Role): Promise<[unknown, Disposable]> {
  const child = fork(fileURLToPath(import.meta.url), [JSON.stringify(role)], { execArgv: ["--expose-gc"] });
  const [message] = await once(child, "message");
  return [message, { [Symbol.dispose]: () => void (child.connected && child.disconnect()) }];
}

const [argument = "20000"] = process.argv.slice(2);
if (argument.startsWith("{")) {
  const role: Role = JSON.parse(argument);
  await (role.role === "server" ? runServer(role.pods) : runClient(role));
} else {
  const pods = Number(argument);
  for (const variant of VARIANTS) {
    const [url, server] = await inChild({ role: "server", pods });
    const [result, client] = await inChild({ role: "client", pods, variant, url: String(url) });
    process.stdout.write(`${variant.padEnd(12)} ${JSON.stringify(result)}\n`);
    client[Symbol.dispose]();
    server[Symbol.dispose]();
  }
}
