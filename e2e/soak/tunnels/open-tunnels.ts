/**
 * Opens tunnels to a server proxy, each for one CONNECT with one echoed byte, and closes them in every way there is.
 * usage: node open-tunnels.ts <material> <ip> <port> <count> <concurrency> <step>
 * Prints `<opened> <failed>` after each step.
 */
import { parseIpAddress } from "@ambit/addr";
import { connectRequest, formatForwarded, formatTraceparent, HBONE_PORT } from "@ambit/hbone";
import type { HeaderField, Http2Stream, StreamConsumer } from "@ambit/http2";
import { setMark, setNoDelay, tcpSocket } from "@ambit/linux";
import { Dial, Http2Socket, type Http2SocketOwner } from "@ambit/reactor";
import { TlsContext, TlsSession } from "@ambit/tls";
import { succeed } from "../../src/plain-sockets.ts";
import { ZTUNNEL_MARK } from "../../src/redirection.ts";
import { hboneEnd, Lanes, makeLoop } from "./loop.ts";
import { readTunnelMaterial } from "./tunnel-material.ts";

const CONNECT_TIMEOUT_MS = 10_000;
const ONE_BYTE = Uint8Array.of(7);
/** GOAWAY and close_notify; the two-step GOAWAY; a bare close of the socket. */
const ENDINGS = ["destroy", "graceful", "abort"] as const;

const [path = "", ip = "", port = "", count = "", concurrency = "", step = ""] = process.argv.slice(2);
const loop = makeLoop();
const context = TlsContext.create({ role: "client", material: readTunnelMaterial(path) });
const options = hboneEnd("client");
const destination = { ip: parseIpAddress(ip), port: HBONE_PORT };
const request = connectRequest({
  authority: `${ip}:${port}`,
  baggage: "",
  forwarded: formatForwarded({ ip: parseIpAddress("10.0.0.1"), port: 1 }),
  traceparent: formatTraceparent("01".repeat(16), "01".repeat(8)),
});
const lanes = new Lanes(
  loop.reactor,
  { total: Number(count), concurrency: Number(concurrency), step: Number(step) },
  open,
);

function open(index: number): void {
  const tunnel = new Tunnel(ENDINGS[index % ENDINGS.length] ?? "destroy");
  const fd = succeed("socket", tcpSocket(4));
  setNoDelay(fd);
  // As a ztunnel's own packet, so that redirection leaves it alone.
  succeed("mark", setMark(fd, ZTUNNEL_MARK));
  new Dial(loop.reactor, fd, {
    destination,
    timeoutMs: CONNECT_TIMEOUT_MS,
    onConnected: (connected) => {
      const session = new TlsSession(context, connected, () => "ok");
      new Http2Socket(loop, { fd: connected, session }, options, tunnel).start();
    },
    onFailed: () => lanes.finished(false),
  }).start();
}

/** One tunnel; it counts as good when its only stream got the echo. */
class Tunnel implements Http2SocketOwner {
  readonly #ending: (typeof ENDINGS)[number];
  #isEchoed = false;

  constructor(ending: (typeof ENDINGS)[number]) {
    this.#ending = ending;
  }

  onUp(socket: Http2Socket): void {
    const consumer = new OneByteStream((isEchoed) => {
      this.#isEchoed = isEchoed;
      // Not in the middle of the connection's own call.
      loop.reactor.scheduleNextTurn({ run: () => this.#close(socket), abort: () => process.exit(1) });
    });
    consumer.stream = socket.openStream(request, consumer);
  }

  onEnd(): void {
    lanes.finished(this.#isEchoed);
  }

  onStream(): void {}
  onCapacityChanged(): void {}

  #close(socket: Http2Socket): void {
    switch (this.#ending) {
      case "destroy":
        socket.destroy("done");
        return;
      case "graceful":
        socket.shutdownGracefully();
        return;
      case "abort":
        socket.abort("done");
        return;
    }
  }
}

class OneByteStream implements StreamConsumer {
  stream: Http2Stream | undefined;
  readonly #onDone: (isEchoed: boolean) => void;
  #isEchoed = false;

  constructor(onDone: (isEchoed: boolean) => void) {
    this.#onDone = onDone;
  }

  onHeaders(fields: readonly HeaderField[]): void {
    if (fields.some(([name, value]) => name === ":status" && value === "200")) {
      this.stream?.writeData(ONE_BYTE, 0, 1, false);
    } else {
      this.#onDone(false);
    }
  }

  onData(_bytes: Uint8Array, start: number, end: number): void {
    this.#isEchoed = true;
    this.stream?.consume(end - start);
    this.stream?.end();
  }

  onEnd(): void {
    this.#onDone(this.#isEchoed);
  }

  onReset(): void {
    this.#onDone(this.#isEchoed);
  }

  onWritable(): void {}
}

lanes.run();
