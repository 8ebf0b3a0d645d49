/** What is measured. One row is one load, run in each of its columns. */
import type { ColumnName } from "./columns.ts";
import type { LoadKind } from "./load/spec.ts";

export interface Row {
  readonly name: string;
  readonly title: string;
  readonly kind: LoadKind;
  readonly connections: number;
  readonly columns: readonly ColumnName[];
  /** What CPU time is divided by, and how the rate is written. */
  readonly unit: "GB" | "operation" | "idle";
}

const ALL = ["direct", "baseline", "ambit", "ambit-2"] as const;
const ONE_WORKER = ["direct", "baseline", "ambit"] as const;
const PROXIES = ["baseline", "ambit"] as const;
const NODE = ["node", "node-local"] as const;
const HOST = ["direct-host", "baseline-host", "ambit-host"] as const;

export const ROWS: readonly Row[] = [
  {
    name: "bulk-1",
    title: "bulk, 1 connection",
    kind: "upload",
    connections: 1,
    columns: ONE_WORKER,
    unit: "GB",
  },
  {
    name: "bulk-1-host",
    title: "bulk, 1 connection, the machine's congestion control",
    kind: "upload",
    connections: 1,
    columns: HOST,
    unit: "GB",
  },
  { name: "bulk-8", title: "bulk, 8 connections", kind: "upload", connections: 8, columns: ALL, unit: "GB" },
  {
    name: "bulk-1-down",
    title: "bulk towards the client, 1 connection",
    kind: "download",
    connections: 1,
    columns: ONE_WORKER,
    unit: "GB",
  },
  {
    name: "rt-1",
    title: "1 KiB round trips, 1 connection",
    kind: "round-trips",
    connections: 1,
    columns: ONE_WORKER,
    unit: "operation",
  },
  {
    name: "rt-16",
    title: "1 KiB round trips, 16 connections",
    kind: "round-trips",
    connections: 16,
    columns: ALL,
    unit: "operation",
  },
  {
    name: "rt-128",
    title: "1 KiB round trips, 128 connections",
    kind: "round-trips",
    connections: 128,
    columns: ALL,
    unit: "operation",
  },
  {
    name: "connections",
    title: "new connections, 16 at a time",
    kind: "new-connections",
    connections: 16,
    columns: ALL,
    unit: "operation",
  },
  {
    name: "fast-path-bulk-1",
    title: "bulk, 1 connection between pods of one node",
    kind: "upload",
    connections: 1,
    columns: NODE,
    unit: "GB",
  },
  {
    name: "fast-path-rt-16",
    title: "1 KiB round trips, 16 connections between pods of one node",
    kind: "round-trips",
    connections: 16,
    columns: NODE,
    unit: "operation",
  },
  {
    name: "fast-path-connections",
    title: "new connections, 16 at a time, between pods of one node",
    kind: "new-connections",
    connections: 16,
    columns: NODE,
    unit: "operation",
  },
  {
    name: "idle-streams",
    title: "idle streams",
    kind: "idle-streams",
    connections: 10_000,
    columns: PROXIES,
    unit: "idle",
  },
  {
    name: "idle-tunnels-client",
    title: "idle tunnels, client side",
    kind: "idle-client-tunnels",
    connections: 500,
    columns: PROXIES,
    unit: "idle",
  },
  {
    name: "idle-tunnels-server",
    title: "idle tunnels, server side",
    kind: "idle-server-tunnels",
    connections: 500,
    columns: PROXIES,
    unit: "idle",
  },
];
