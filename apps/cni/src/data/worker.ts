/**
 * Entry of the thread that serves ztunnel's socket. Synchronous from here on: it is in the reactor's loop until it is told
 * to leave.
 */
import { performance } from "node:perf_hooks";
import { receiveMessageOnPort, workerData } from "node:worker_threads";
import { Reactor } from "@ambit/reactor";
import type { ZdsMainMessage, ZdsWorkerInit, ZdsWorkerMessage } from "../messages.ts";
import { ZdsConnections } from "./zds-connections.ts";

const TICK_MS = 1_000;

const { listenFd, wakeFd, port } = workerData as ZdsWorkerInit;
const post = (message: ZdsWorkerMessage): void => port.postMessage(message);
const reactor: Reactor = new Reactor({
  nowMs: () => performance.now(),
  wakeFd,
  onWake: () => {
    for (let next = receiveMessageOnPort(port); next !== undefined; next = receiveMessageOnPort(port)) {
      take(next.message as ZdsMainMessage);
    }
  },
  onTick: () => post({ type: "tick" }),
  tickMs: TICK_MS,
  onHandlerError: (error) => post({ type: "fatal", error: String(error) }),
});
const connections = new ZdsConnections(reactor, listenFd, post);
post({ type: "ready" });
reactor.run();
connections.closeAll();
reactor[Symbol.dispose]();
port.close();

function take(message: ZdsMainMessage): void {
  switch (message.type) {
    case "serve":
      connections.serve();
      return;
    case "send":
      connections.send(message);
      return;
    case "close":
      connections.close(message.connection);
      return;
    case "exit":
      reactor.stop();
  }
}
