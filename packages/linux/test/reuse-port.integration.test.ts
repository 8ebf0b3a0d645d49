// Who gets the connections of a port that several sockets listen on.
import { once } from "node:events";
import { createConnection } from "node:net";
import { parseSocketAddress } from "@ambit/addr";
import { expect, test } from "vitest";
import {
  acceptSocket,
  bindSocket,
  closeFd,
  listenSocket,
  localAddress,
  setReusePort,
  setReusePortIndex,
  tcpSocket,
} from "../src/index.ts";
import { Descriptors, must } from "./support.ts";

const CONNECTIONS = 32;

function listenOn(port: number): number {
  const fd = must(tcpSocket(4));
  must(setReusePort(fd));
  must(bindSocket(fd, parseSocketAddress(`127.0.0.1:${port}`)));
  must(listenSocket(fd, CONNECTIONS));
  return fd;
}

async function connectAll(port: number): Promise<void> {
  for (let count = 0; count < CONNECTIONS; count++) {
    const socket = createConnection({ port, host: "127.0.0.1" });
    await once(socket, "connect");
    socket.resetAndDestroy();
  }
}

function acceptAll(listener: number): number {
  for (let count = 0; ; count++) {
    const fd = acceptSocket(listener);
    if (fd < 0) return count;
    closeFd(fd);
  }
}

test("the socket that is named gets all, and when it is gone the other does", async () => {
  using fds = new Descriptors();
  const older = fds.own(listenOn(0));
  const { port = 0 } = localAddress(older) ?? {};
  const newer = listenOn(port);
  must(setReusePortIndex(older, 1));

  await connectAll(port);
  expect([acceptAll(older), acceptAll(newer)]).toEqual([0, CONNECTIONS]);

  closeFd(newer);
  await connectAll(port);
  expect(acceptAll(older)).toBe(CONNECTIONS);
});

test("the one that stays takes the number of the one that was closed", async () => {
  using fds = new Descriptors();
  const older = listenOn(0);
  const { port = 0 } = localAddress(older) ?? {};
  const newer = fds.own(listenOn(port));
  must(setReusePortIndex(older, 1));
  closeFd(older);
  const newest = fds.own(listenOn(port));

  await connectAll(port);
  expect([acceptAll(newer), acceptAll(newest)]).toEqual([0, CONNECTIONS]);
});

test("a port that is not shared has nobody to choose", () => {
  using fds = new Descriptors();
  const fd = fds.own(must(tcpSocket(4)));
  expect(setReusePortIndex(fd, 1)).toBeLessThan(0);
});
