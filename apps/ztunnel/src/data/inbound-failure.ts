import type { SocketAddress } from "@ambit/addr";
import { logEarlyFailure } from "./connection-record.ts";
import type { DataContext } from "./context.ts";
import type { Failure } from "./failure.ts";

/** Counts and logs what went wrong before a connection had a record. */
export function reportInboundFailure(
  context: DataContext,
  connection: { readonly source: SocketAddress; readonly destination: SocketAddress },
  failure: Failure,
): void {
  context.failures.count("destination", failure.code);
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
