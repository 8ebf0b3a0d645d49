import type { RoutesSize } from "./many-routes.ts";

export interface RoutesPlan extends RoutesSize {
  /** Changes of one service, one after the other. */
  readonly updates: number;
}

export interface Quantiles {
  readonly p50: number;
  readonly p99: number;
  readonly max: number;
}

export interface RoutesResult {
  readonly plan: RoutesPlan;
  /** All of it, from the bytes of the resources until the worker says that it is in force. */
  readonly loadMs: number;
  /** The same of one service. */
  readonly updateMs: Quantiles;
  /** What it takes of processors. */
  readonly updateCpuMs: Quantiles;
  /** Of the process, before anything is loaded, and at the end. */
  readonly residentBytes: { readonly before: number; readonly after: number };
  /** In a service with ten routes, and in one with all of them. */
  readonly lookUpNs: { readonly few: number; readonly all: number };
  /** A service that has all routes changes, and the first request comes. */
  readonly largest: { readonly updateMs: number; readonly firstLookUpMs: number };
}
