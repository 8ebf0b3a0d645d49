/** One pod as the load process has it: its namespace, and servers that say who they are and then echo. */
import type { Server, Socket } from "node:net";
import { setTimeout as delay } from "node:timers/promises";
import { NetnsSockets } from "../../src/netns-sockets.ts";
import type { LoadPod } from "./load-protocol.ts";
import { SERVED_PORTS } from "./plan.ts";

/** What clients have for closing their side. */
const GOODBYE_MS = 5_000;

export class PodSockets {
  readonly pod: LoadPod;
  readonly sockets: NetnsSockets;
  readonly #servers: Server[] = [];
  readonly #open = new Set<Socket>();
  /** Whether connections may be made from it and to it. */
  isAdmitted = false;
  #isRetiring = false;

  private constructor(pod: LoadPod, sockets: NetnsSockets) {
    this.pod = pod;
    this.sockets = sockets;
  }

  /** Throws NetnsError "not-ready". */
  static async open(pod: LoadPod): Promise<PodSockets> {
    const self = new PodSockets(pod, NetnsSockets.open(pod.netns));
    for (const port of SERVED_PORTS) {
      self.#servers.push(await self.sockets.listen(port, (socket) => self.#serve(socket)));
    }
    return self;
  }

  /** Whether it is told to go: nobody is to begin anything with it. */
  get isRetiring(): boolean {
    return this.#isRetiring;
  }

  /** Serves on for so long, since others may not know yet; then says goodbye to whoever is there. */
  async retire(afterMs: number): Promise<void> {
    this.#isRetiring = true;
    await delay(afterMs);
    for (const socket of this.#open) socket.end();
    await delay(GOODBYE_MS);
    for (const server of this.#servers) server.close();
    for (const socket of this.#open) socket.destroy();
    this.sockets[Symbol.dispose]();
  }

  #serve(socket: Socket): void {
    this.#open.add(socket);
    socket.on("error", () => socket.destroy());
    socket.on("close", () => this.#open.delete(socket));
    socket.write(`${this.pod.name}\n`);
    socket.pipe(socket);
  }
}
