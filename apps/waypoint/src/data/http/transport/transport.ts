/**
 * Bytes both ways, in order, on a data-plane thread: a plain socket or a stream of an HBONE tunnel. HTTP is spoken over it
 * without knowing which. Everything is called synchronously.
 */
import type { SocketAddress } from "@ambit/addr";
import type { FrameOutput } from "@ambit/http2";
import type { Reactor, ThreadMemory } from "@ambit/reactor";

/** What transports are made with: the thread's loop and native memory. */
export interface TransportContext {
  readonly reactor: Reactor;
  readonly memory: ThreadMemory;
}

/** What is written between `reserve` and `commit` goes out at the end of the turn, in one piece if it can. */
export interface Transport extends FrameOutput {
  /** For logs. */
  readonly peerAddress: SocketAddress | undefined;
  readonly localAddress: SocketAddress | undefined;
  /** Hands it to an owner, or to another one. What has come and was not taken is delivered at once. */
  start(owner: TransportOwner): void;
  /** What the owner left over is delivered again (maybe at once), and after it what comes. */
  resume(): void;
  /** As `resume`, but what was left over is delivered again only when there is more of it. */
  awaitMore(): void;
  /** Our direction ends after what was committed. */
  end(): void;
  /** Both directions are over after what was committed. The owner hears nothing more. */
  close(): void;
  /** At once; the peer sees a reset. The owner hears nothing more. */
  reset(): void;
}

/** Who uses a transport. Must not throw. */
export interface TransportOwner {
  /**
   * Bytes in `bytes[start, end)`, valid during the call. Returns how many were taken: the rest stays with the transport,
   * which then is paused until `resume` or `awaitMore`. Credit goes to the peer for what was taken only.
   */
  onBytes(bytes: Uint8Array, start: number, end: number): number;
  /** The peer has ended its direction; after all bytes. */
  onEnd(): void;
  /** Reset, or lost; the last call. */
  onClosed(reason: string): void;
  /** After `reserve` has said -1: there is room again. */
  onWritable(): void;
}
