/** What the end of a relay means for the record: which ends are failures, and how stock ztunnel words them. */
import type { RelayEnd, SocketRelayEnd } from "@ambit/reactor";
import type { Failure } from "../records/failure.ts";

/** The proxy at the other end of a stream has given the connection up. */
export const PEER_GONE: Failure = {
  code: "stream-reset",
  message: "while closing connection: send: io error: broken pipe",
};

/** Of an HBONE stream. A reset by either application is an ordinary end (as ztunnel, which swallows it). */
export function relayFailure(end: RelayEnd): Failure | undefined {
  switch (end.kind) {
    case "complete":
    case "socket-error":
      return undefined;
    case "stream-reset":
      return end.resetCode === CANCEL
        ? PEER_GONE
        : { code: "stream-reset", message: `h2 failed: stream reset by peer (code ${end.resetCode ?? 0})` };
    case "connection-lost":
      return { code: "tunnel-lost", message: `h2 failed: ${end.message}` };
    case "aborted":
      return { code: "internal", message: end.message };
  }
}

/** Of two plain sockets. */
export function socketRelayFailure(end: SocketRelayEnd): Failure | undefined {
  switch (end.kind) {
    case "complete":
    case "socket-error":
      return undefined;
    case "aborted":
      return { code: "internal", message: end.message };
  }
}

const CANCEL = 8;
