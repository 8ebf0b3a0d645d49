/** Stands in for many server proxies at once: takes every tunnel, accepts every CONNECT and echoes what comes. */
import { readFileSync, writeSync } from "node:fs";
import { HBONE_PORT, okResponse } from "@ambit/hbone";
import type { Http2Stream, StreamConsumer } from "@ambit/http2";
import { raiseFileLimit } from "@ambit/linux";
import { Http2Socket, type Http2SocketOwner, Reactor, ThreadMemory } from "@ambit/reactor";
import { type PeerCheck, TlsSession } from "@ambit/tls";
import { listenOn } from "../../src/plain-sockets.ts";
import { hboneContext, hboneOptions } from "./hbone-tls.ts";
import type { LoadMaterial } from "./spec.ts";

const trustChain: PeerCheck = () => "ok";

class EchoStream implements StreamConsumer {
  readonly #stream: Http2Stream;

  constructor(stream: Http2Stream) {
    this.#stream = stream;
    stream.respond(okResponse(), false);
  }

  onHeaders(): void {}

  onData(bytes: Uint8Array, start: number, end: number): void {
    this.#stream.writeData(bytes, start, end, false);
    this.#stream.consume(end - start);
  }

  onEnd(): void {
    this.#stream.end();
  }

  onReset(): void {}

  onWritable(): void {}
}

const owner: Http2SocketOwner = {
  onUp: () => undefined,
  onStream: (_socket, stream) => {
    stream.consumer = new EchoStream(stream);
  },
  onCapacityChanged: () => undefined,
  onEnd: () => undefined,
};

raiseFileLimit();
const [path = ""] = process.argv.slice(2);
const material = JSON.parse(readFileSync(path, "utf8")) as LoadMaterial;
const context = hboneContext("server", material);
const reactor = new Reactor({
  nowMs: () => performance.now(),
  onHandlerError: (error) => {
    throw error;
  },
});
const memory = new ThreadMemory();
const options = hboneOptions("server");
listenOn(reactor, HBONE_PORT, (fd) =>
  new Http2Socket(
    { reactor, memory },
    { fd, session: new TlsSession(context, fd, trustChain) },
    options,
    owner,
  ).start(),
);
writeSync(1, "marking server ready\n");
reactor.run();
