import { parseSocketAddress, type SocketAddress } from "@ambit/addr";
import { bindSocket, closeFd, connectSocket, listenSocket, localAddress, tcpSocket } from "@ambit/linux";
import { Acceptor, Reactor } from "@ambit/reactor";
import { afterEach, beforeEach, expect, test } from "vitest";

const BACKLOG = 256;
/** More than one batch. */
const WAITING = 150;

let reactor: Reactor;
let listener: number;
let address: SocketAddress;
let open: number[];
let errors: unknown[];

beforeEach(() => {
  reactor = new Reactor({ nowMs: () => performance.now() });
  listener = tcpSocket(4);
  bindSocket(listener, parseSocketAddress("127.0.0.1:0"));
  listenSocket(listener, BACKLOG);
  address = localAddress(listener) ?? parseSocketAddress("127.0.0.1:0");
  open = [];
  errors = [];
});
afterEach(() => {
  for (const fd of open) closeFd(fd);
  reactor[Symbol.dispose]();
  closeFd(listener);
});

function connect(count: number): void {
  for (let index = 0; index < count; index++) {
    const fd = tcpSocket(4);
    open.push(fd);
    connectSocket(fd, address);
  }
}

function serving(onAccepted: (fd: number) => void): Acceptor {
  const acceptor = new Acceptor(reactor, listener, {
    onAccepted: (fd) => {
      open.push(fd);
      onAccepted(fd);
    },
    onExhausted: () => {},
    onError: (error) => errors.push(error),
  });
  acceptor.serve();
  return acceptor;
}

test("one turn takes a batch, and the next ones the rest", () => {
  let accepted = 0;
  serving(() => accepted++);
  connect(WAITING);
  reactor.turn(0);
  expect(accepted).toBeGreaterThan(0);
  expect(accepted).toBeLessThan(WAITING);
  for (let turn = 0; turn < 3; turn++) reactor.turn(0);
  expect(accepted).toBe(WAITING);
});

test("one that stops takes all that wait, and nothing after that", () => {
  let accepted = 0;
  const acceptor = serving(() => accepted++);
  connect(WAITING);
  acceptor.stopAfterBacklog();
  expect(accepted).toBe(WAITING);
  connect(1);
  reactor.turn(0);
  acceptor.stopAfterBacklog();
  expect(accepted).toBe(WAITING);
});

test("it stops also when its owner fails", () => {
  const failure = new Error("cannot take it");
  const acceptor = serving(() => {
    throw failure;
  });
  connect(2);
  acceptor.stopAfterBacklog();
  expect(errors).toEqual([failure]);
  reactor.turn(0);
  expect(errors).toHaveLength(1);
});
