/** Announces itself, waits for one event on `wake` and answers on `back`. */
import { parentPort, workerData } from "node:worker_threads";
import { EPOLLIN, EpollEvents, epollAdd, epollCreate, eventFdDrain, eventFdSignal } from "../src/index.ts";

const { wake, back } = workerData as { wake: number; back: number };
const epoll = epollCreate();
epollAdd(epoll, wake, EPOLLIN, 1);
parentPort?.postMessage("waiting");
const events = new EpollEvents(1);
if (events.wait(epoll, 5000) === 1 && eventFdDrain(events.fd(0)) === 1) {
  eventFdSignal(back);
}
