/** What the end of a tunnel, or of the attempt to make one, means for the connections that were about to use it. */
import { formatSocketAddress, type SocketAddress } from "@ambit/addr";
import { errnoMessage } from "@ambit/linux";
import type { Service } from "@ambit/model";
import type { Http2SocketEnd } from "@ambit/reactor";
import { type Failure, MESSAGE } from "../records/failure.ts";

/** Of one that had come as far as TLS. */
export function tunnelFailure(end: Http2SocketEnd): Failure {
  const tls = end.end?.tls;
  if (tls !== undefined) {
    const code = tls.code === "revoked" ? "peer-revoked" : "tls-failed";
    return { code, message: `tls handshake error: ${tls.message}` };
  }
  switch (end.reason) {
    case "http2":
      return { code: "http2-failed", message: `h2 failed: ${end.message}` };
    case "deadline":
      return { code: "http2-failed", message: `tunnel deadline: ${end.message}` };
    case "tls":
      return { code: "tls-failed", message: `tls handshake error: ${end.message}` };
    case "socket":
      return { code: "tunnel-lost", message: `io error: ${end.message}` };
    case "closed":
    case "aborted":
      return { code: "tunnel-lost", message: `h2 failed: ${end.message}` };
  }
}

/** Of one whose TCP connection did not come about. */
export function connectFailure(hop: SocketAddress, errno: number, isTimeout: boolean): Failure {
  if (isTimeout) {
    return {
      code: "tunnel-connect-timeout",
      message: `connection timed out, maybe a NetworkPolicy is blocking HBONE port ${hop.port}: ${MESSAGE.deadline.slice("io error: ".length)}`,
    };
  }
  return {
    code: "tunnel-connect-failed",
    message: `io error: ${errnoMessage(errno)} (${formatSocketAddress(hop)})`,
  };
}

/** The workload's proxy is being closed. */
export const CLOSED: Failure = { code: "drained", message: MESSAGE.closedByDrain };

/** Of double HBONE: nobody can prove to be the other end. */
export function noNamesFailure({ namespace, hostname }: Service): Failure {
  const message = `service ${namespace}/${hostname} names no identities that could be expected in another network`;
  return { code: "tls-failed", message };
}
