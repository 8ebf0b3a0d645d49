/**
 * Everything that crosses between the main thread and the thread that serves ztunnel's socket. Values are plain; packets travel as
 * ArrayBuffers of their exact size, transferred.
 */
import type { MessagePort } from "node:worker_threads";

/** `workerData` of the thread. */
export interface ZdsWorkerInit {
  /** The listening SEQPACKET socket; stays the main thread's. */
  readonly listenFd: number;
  /** eventfd written after each message, and before the process exits. */
  readonly wakeFd: number;
  readonly port: MessagePort;
}

/** To the thread. Nothing happens for a connection that has ended. */
export type ZdsMainMessage =
  /** Connections are accepted from now on. */
  | { readonly type: "serve" }
  /** The descriptor belongs to the thread, which closes it once it is sent or cannot be. */
  | {
      readonly type: "send";
      readonly connection: number;
      readonly packet: ArrayBuffer;
      readonly fd: number | undefined;
    }
  | { readonly type: "close"; readonly connection: number }
  /** Leave the loop and end the thread. */
  | { readonly type: "exit" };

/** From the thread. */
export type ZdsWorkerMessage =
  | { readonly type: "ready" }
  /** Numbers are never used again. */
  | { readonly type: "open"; readonly connection: number }
  /** `isBad`: it was cut, or had descriptors, which are closed already. */
  | {
      readonly type: "packet";
      readonly connection: number;
      readonly packet: ArrayBuffer;
      readonly isBad: boolean;
    }
  /** Last of its connection, also after `close`. */
  | { readonly type: "closed"; readonly connection: number; readonly reason: string }
  /** The thread is alive. */
  | { readonly type: "tick" }
  | { readonly type: "warning"; readonly message: string; readonly errno: number }
  | { readonly type: "fatal"; readonly error: string };
