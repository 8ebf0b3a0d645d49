/**
 * Handshakes per second and throughput of two sessions on one thread, over loopback TCP. Run it with
 * `node packages/tls/bench/tls.bench.ts`; both ends share the thread, so that each figure is the cost of a pair.
 */
import { parseIpAddress } from "@ambit/addr";
import {
  acceptSocket,
  allocateArea,
  bindSocket,
  closeFd,
  connectSocket,
  listenSocket,
  localAddress,
  recvInto,
  sendFrom,
  setNoDelay,
  tcpSocket,
} from "@ambit/linux";
import { outputClear, outputPending, outputRange, TlsContext, TlsSession } from "../src/index.ts";
import { TestAuthority } from "../src/testing/index.ts";

const LOOPBACK = parseIpAddress("127.0.0.1");
const WRITE_BYTES = 128 * 1024;
const SECONDS = Number(process.argv[2] ?? 3);
const send = allocateArea(WRITE_BYTES);
const receive = allocateArea(2 * WRITE_BYTES);

const authority = TestAuthority.root().intermediate();
const material = authority.material({ uriSans: ["spiffe://cluster.local/ns/shop/sa/client"] });
const contexts = {
  client: TlsContext.create({ role: "client", material }),
  server: TlsContext.create({ role: "server", material }),
};
const listener = tcpSocket(4);
bindSocket(listener, { ip: LOOPBACK, port: 0 });
listenSocket(listener, 64);
const target = localAddress(listener) ?? { ip: LOOPBACK, port: 0 };

interface Pair {
  readonly clientFd: number;
  readonly serverFd: number;
  readonly client: TlsSession;
  readonly server: TlsSession;
}

function connectTcp(): { readonly clientFd: number; readonly serverFd: number } {
  const clientFd = tcpSocket(4);
  setNoDelay(clientFd);
  connectSocket(clientFd, target);
  const serverFd = acceptSocket(listener);
  setNoDelay(serverFd);
  return { clientFd, serverFd };
}

function flush(fd: number): void {
  const length = outputPending();
  if (length > 0) {
    let sent = 0;
    while (sent < length) {
      sent += Math.max(sendFrom(fd, outputRange(), sent, length - sent), 0);
    }
    outputClear();
  }
}

function handshakePair(): Pair {
  const fds = connectTcp();
  const client = new TlsSession(contexts.client, fds.clientFd, () => "ok");
  const server = new TlsSession(contexts.server, fds.serverFd, () => "ok");
  let isDone = false;
  for (let round = 0; round < 1000 && !isDone; round += 1) {
    client.handshake();
    flush(fds.clientFd);
    isDone = server.handshake() === "done";
    flush(fds.serverFd);
  }
  return { ...fds, client, server };
}

function release({ clientFd, serverFd, client, server }: Pair): void {
  client.free();
  server.free();
  closeFd(clientFd);
  closeFd(serverFd);
}

function rate(work: () => number): number {
  const start = performance.now();
  let total = 0;
  while (performance.now() - start < SECONDS * 1000) {
    total += work();
  }
  return total / ((performance.now() - start) / 1000);
}

function tlsTransfer(pair: Pair, length: number): number {
  pair.client.write(send, 0, length);
  flush(pair.clientFd);
  let got = 0;
  while (got < length) {
    if (pair.server.receive() < 0) continue;
    do got += Math.max(pair.server.read(receive, got, receive.length - got), 0);
    while (pair.server.hasPending());
  }
  return got;
}

function plainTransfer(
  fds: { readonly clientFd: number; readonly serverFd: number },
  length: number,
): number {
  sendFrom(fds.clientFd, send, 0, length);
  let got = 0;
  while (got < length) {
    got += Math.max(recvInto(fds.serverFd, receive, got, receive.length - got), 0);
  }
  return got;
}

for (let count = 0; count < 200; count += 1) release(handshakePair());
const handshakes = rate(() => {
  release(handshakePair());
  return 1;
});
const tcpPairs = rate(() => {
  const { clientFd, serverFd } = connectTcp();
  closeFd(clientFd);
  closeFd(serverFd);
  return 1;
});
const pair = handshakePair();
const plain = connectTcp();
const mb = (bytesPerSecond: number): string => `${(bytesPerSecond / 1e6).toFixed(0)} MB/s`;
const rows = {
  "handshakes (both ends)": `${handshakes.toFixed(0)} /s`,
  "TCP connects (both ends)": `${tcpPairs.toFixed(0)} /s`,
  "TLS write + read, 128 KiB": mb(rate(() => tlsTransfer(pair, WRITE_BYTES))),
  "TCP send + recv, 128 KiB": mb(rate(() => plainTransfer(plain, WRITE_BYTES))),
  "TLS write + read, 1 KiB": `${rate(() => tlsTransfer(pair, 1024) / 1024).toFixed(0)} /s`,
  "TCP send + recv, 1 KiB": `${rate(() => plainTransfer(plain, 1024) / 1024).toFixed(0)} /s`,
};
for (const [name, value] of Object.entries(rows)) {
  process.stdout.write(`${name.padEnd(28)}${value}\n`);
}
