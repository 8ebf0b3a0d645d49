/** What should become of a connection in the enrolment matrix, from what is known of its two ends. */
import type { MatrixPod } from "./matrix-pods.ts";

export interface Expectation {
  readonly isAnswered: boolean;
  /** What the server's own cable carries. Of a refused one it does not count what a client outside the mesh says first. */
  readonly wire: "encrypted" | "plaintext" | "refused";
}

/**
 * Two captured ends speak mutual TLS. With one of them, traffic is plaintext, and a captured server with strict mutual
 * TLS refuses it. The exception is Kubernetes': what a node itself sends to its own pods passes, or probes would fail.
 */
export function expectationOf(client: MatrixPod, server: MatrixPod, isStrict: boolean): Expectation {
  if (server.kind !== "captured") return { isAnswered: true, wire: "plaintext" };
  if (client.kind === "captured") return { isAnswered: true, wire: "encrypted" };
  const isOwnNode = client.kind === "host" && client.node === server.node;
  return isStrict && !isOwnNode
    ? { isAnswered: false, wire: "refused" }
    : { isAnswered: true, wire: "plaintext" };
}
