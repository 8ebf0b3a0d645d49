/**
 * Stands in for many server proxies: takes tunnels on every address, echoes, and closes every second tunnel itself
 * when its stream has ended; the others are left for the client's pool to release.
 * usage: node tunnel-peer.ts <material>
 * Prints "serving", and the number of tunnels taken once a second.
 */
import { writeSync } from "node:fs";
import { HBONE_PORT, okResponse } from "@ambit/hbone";
import type { Http2Stream, StreamConsumer } from "@ambit/http2";
import { Http2Socket, type Http2SocketOwner, Timer } from "@ambit/reactor";
import { TlsContext, TlsSession } from "@ambit/tls";
import { listenOn } from "../../src/plain-sockets.ts";
import { hboneEnd, makeLoop } from "./loop.ts";
import { readTunnelMaterial } from "./tunnel-material.ts";

const REPORT_MS = 1_000;

const [path = ""] = process.argv.slice(2);
const loop = makeLoop();
const context = TlsContext.create({ role: "server", material: readTunnelMaterial(path) });
const options = hboneEnd("server");
let taken = 0;

class EchoStream implements StreamConsumer {
  readonly #stream: Http2Stream;
  readonly #onDone: () => void;

  constructor(stream: Http2Stream, onDone: () => void) {
    this.#stream = stream;
    this.#onDone = onDone;
    stream.respond(okResponse(), false);
  }

  onData(bytes: Uint8Array, start: number, end: number): void {
    this.#stream.writeData(bytes, start, end, false);
    this.#stream.consume(end - start);
  }

  onEnd(): void {
    this.#stream.end();
    this.#onDone();
  }

  onReset(): void {
    this.#onDone();
  }

  onHeaders(): void {}
  onWritable(): void {}
}

listenOn(loop.reactor, HBONE_PORT, (fd) => {
  const closesItself = taken++ % 2 === 0;
  const owner: Http2SocketOwner = {
    onStream(socket, stream) {
      stream.consumer = new EchoStream(stream, () => {
        if (!closesItself) return;
        loop.reactor.scheduleNextTurn({
          run: () => socket.shutdownGracefully(),
          abort: () => process.exit(1),
        });
      });
    },
    onUp() {},
    onCapacityChanged() {},
    onEnd() {},
  };
  const session = new TlsSession(context, fd, () => "ok");
  new Http2Socket(loop, { fd, session }, options, owner).start();
});
const timer = new Timer(() => {
  writeSync(1, `${taken}\n`);
  loop.reactor.armAfter(timer, REPORT_MS);
});
loop.reactor.armAfter(timer, REPORT_MS);
writeSync(1, "serving\n");
loop.reactor.run();
