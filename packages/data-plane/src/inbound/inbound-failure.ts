import type { SocketAddress } from "@ambit/addr";
import { logEarlyFailure } from "../records/connection-record.ts";
import type { Failure } from "../records/failure.ts";
import type { WorkloadContext } from "../thread/context.ts";

/** Counts and logs what went wrong before a connection had a record. */
export function reportInboundFailure(
  context: WorkloadContext,
  connection: { readonly source: SocketAddress; readonly destination: SocketAddress },
  failure: Failure,
): void {
  context.failures.count(context.inboundReporter ?? "destination", failure.code);
  logEarlyFailure(
    context.records,
    {
      direction: "inbound",
      sourceAddress: connection.source,
      destinationAddress: connection.destination,
    },
    failure,
  );
}
