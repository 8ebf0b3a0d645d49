/** A load generator: takes a LoadSpec as its argument, prints a LoadResult, ends. */
import { writeSync } from "node:fs";
import { raiseFileLimit } from "@ambit/linux";
import { Reactor } from "@ambit/reactor";
import { runBulk } from "./bulk.ts";
import { runIdleConnections } from "./idle-connections.ts";
import { runIdleTunnels } from "./idle-tunnels.ts";
import { runNewConnections } from "./new-connections.ts";
import { runRoundTrips } from "./round-trips.ts";
import type { LoadKind, LoadResult, LoadSpec } from "./spec.ts";

type Load = (reactor: Reactor, spec: LoadSpec, done: (result: LoadResult) => void) => void;

const LOADS = {
  upload: runBulk,
  download: runBulk,
  "round-trips": runRoundTrips,
  "new-connections": runNewConnections,
  "idle-streams": runIdleConnections,
  "idle-client-tunnels": runIdleConnections,
  "idle-server-tunnels": runIdleTunnels,
} as const satisfies Record<LoadKind, Load>;

raiseFileLimit();
const [text = "{}"] = process.argv.slice(2);
const spec = JSON.parse(text) as LoadSpec;
const reactor = new Reactor({
  nowMs: () => performance.now(),
  onHandlerError: (error) => {
    throw error;
  },
});
LOADS[spec.kind](reactor, spec, (result) => {
  writeSync(1, `${JSON.stringify(result)}\n`);
  reactor.stop();
});
reactor.run();
