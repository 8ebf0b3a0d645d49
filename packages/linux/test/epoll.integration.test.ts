import { once } from "node:events";
import { Worker } from "node:worker_threads";
import { describe, expect, test } from "vitest";
import {
  acceptSocket,
  allocateArea,
  closeFd,
  connectSocket,
  EPOLLET,
  EPOLLEXCLUSIVE,
  EPOLLHUP,
  EPOLLIN,
  EPOLLOUT,
  EPOLLRDHUP,
  EpollEvents,
  ERRNO,
  epollAdd,
  epollCreate,
  epollDelete,
  epollModify,
  eventFd,
  eventFdDrain,
  eventFdSignal,
  raiseFileLimit,
  sendFrom,
  shutdownWrite,
  tcpSocket,
} from "../src/index.ts";
import { connectedPair, Descriptors, LOOPBACK_4, listen, must, waitFor } from "./support.ts";

const events = new EpollEvents(64);
const area = allocateArea(64);

describe("epoll", () => {
  test("gives back the descriptor and the generation of every event, negative ones too", () => {
    using fds = new Descriptors();
    const epoll = fds.own(epollCreate());
    const generations = new Map<number, number>();
    for (const generation of [0, 1, -1, 2147483647, -2147483648]) {
      const fd = fds.own(eventFd());
      must(epollAdd(epoll, fd, EPOLLIN, generation));
      must(eventFdSignal(fd));
      generations.set(fd, generation);
    }
    expect(events.wait(epoll, 1000)).toBe(5);
    for (let index = 0; index < 5; index += 1) {
      expect(events.events(index)).toBe(EPOLLIN);
      expect(events.generation(index)).toBe(generations.get(events.fd(index)));
      generations.delete(events.fd(index));
    }
    expect(generations.size).toBe(0);
  });

  test("an event of the old owner of a reused number carries the old generation", () => {
    using fds = new Descriptors();
    const epoll = fds.own(epollCreate());
    const old = must(eventFd());
    must(epollAdd(epoll, old, EPOLLIN, 1));
    must(eventFdSignal(old));
    expect(events.wait(epoll, 1000)).toBe(1);
    closeFd(old);
    const reused = fds.own(eventFd());
    expect(reused).toBe(old);
    must(epollAdd(epoll, reused, EPOLLIN, 2));
    expect(events.fd(0)).toBe(reused);
    expect(events.generation(0)).toBe(1);
    must(eventFdSignal(reused));
    expect(events.wait(epoll, 1000)).toBe(1);
    expect(events.generation(0)).toBe(2);
  });

  test("edge-triggered events come once for each change, also with the half-close bit", () => {
    using fds = new Descriptors();
    const epoll = fds.own(epollCreate());
    const { client, server } = connectedPair(fds, listen(fds, LOOPBACK_4), LOOPBACK_4);
    must(epollAdd(epoll, server, EPOLLIN | EPOLLOUT | EPOLLRDHUP | EPOLLET, 7));
    expect(events.wait(epoll, 1000)).toBe(1);
    expect(events.events(0)).toBe(EPOLLOUT);
    expect(events.wait(epoll, 0)).toBe(0);
    must(sendFrom(client, area, 0, 5));
    waitFor(server, EPOLLIN);
    expect(events.wait(epoll, 1000)).toBe(1);
    expect(events.events(0) & EPOLLIN).toBe(EPOLLIN);
    expect(events.wait(epoll, 0)).toBe(0);
    must(shutdownWrite(client));
    expect(events.wait(epoll, 1000)).toBe(1);
    expect(events.events(0) & EPOLLRDHUP).toBe(EPOLLRDHUP);
    expect(events.events(0) & EPOLLHUP).toBe(0);
  });

  test("modify replaces events and generation, delete ends them", () => {
    using fds = new Descriptors();
    const epoll = fds.own(epollCreate());
    const fd = fds.own(eventFd());
    must(eventFdSignal(fd));
    expect(epollModify(epoll, fd, EPOLLIN, 1)).toBe(-ERRNO.ENOENT);
    must(epollAdd(epoll, fd, EPOLLOUT, 1));
    must(epollModify(epoll, fd, EPOLLIN, 2));
    expect(events.wait(epoll, 1000)).toBe(1);
    expect([events.events(0), events.generation(0)]).toEqual([EPOLLIN, 2]);
    must(epollDelete(epoll, fd));
    expect(events.wait(epoll, 0)).toBe(0);
  });

  test("EPOLLEXCLUSIVE wakes one of two epolls that share a listener, and each connection is accepted once", () => {
    using fds = new Descriptors();
    const listener = listen(fds, LOOPBACK_4);
    const epolls = [fds.own(epollCreate()), fds.own(epollCreate())];
    for (const epoll of epolls) {
      must(epollAdd(epoll, listener.fd, EPOLLIN | EPOLLEXCLUSIVE, 3));
    }
    expect(epollModify(epolls[0] ?? -1, listener.fd, EPOLLIN, 4)).toBe(-ERRNO.EINVAL);
    connectSocket(fds.own(tcpSocket(4)), { ip: LOOPBACK_4, port: listener.port });
    waitFor(listener.fd, EPOLLIN);
    const woken = epolls.filter((epoll) => events.wait(epoll, 0) === 1);
    expect(woken.length).toBeGreaterThanOrEqual(1);
    fds.own(acceptSocket(listener.fd));
    expect(acceptSocket(listener.fd)).toBe(-ERRNO.EAGAIN);
  });
});

describe("eventfd", () => {
  test("counts signals until they are drained", () => {
    using fds = new Descriptors();
    const fd = fds.own(eventFd());
    expect(eventFdDrain(fd)).toBe(-ERRNO.EAGAIN);
    expect(eventFdSignal(fd)).toBe(0);
    expect(eventFdSignal(fd)).toBe(0);
    expect(eventFdDrain(fd)).toBe(2);
    expect(eventFdDrain(fd)).toBe(-ERRNO.EAGAIN);
  });

  test("wakes a worker thread that waits in epoll", async () => {
    using fds = new Descriptors();
    const wake = fds.own(eventFd());
    const back = fds.own(eventFd());
    const worker = new Worker(new URL("./eventfd-worker.ts", import.meta.url), {
      workerData: { wake, back },
    });
    const exited = once(worker, "exit");
    await once(worker, "message");
    must(eventFdSignal(wake));
    waitFor(back, EPOLLIN);
    expect(eventFdDrain(back)).toBe(1);
    expect(await exited).toEqual([0]);
  });
});

test("the limit of open files is raised to the hard limit, and stays there", () => {
  const first = raiseFileLimit();
  expect(first.errno).toBeUndefined();
  expect(first.after).toBeGreaterThanOrEqual(first.before);
  expect(raiseFileLimit()).toEqual({ before: first.after, after: first.after });
});
