/** `/debug/pprof`: paths, parameters and bounds of stock ztunnel. One profile at a time, since each slows the threads down. */
import { type HttpHandler, type HttpRequest, type HttpResponse, textResponse } from "@ambit/http-server";
import type { Profiles } from "./profiles.ts";

const MAX_PROFILE_SECONDS = 300;
const MAX_PROFILE_FREQUENCY = 1_000;
const SECONDS = { name: "seconds", byDefault: 10, max: MAX_PROFILE_SECONDS } as const;
const FREQUENCY = { name: "frequency", byDefault: 100, max: MAX_PROFILE_FREQUENCY } as const;

/** Handlers by their paths. */
export function pprofEndpoints(profiles: Profiles): ReadonlyMap<string, HttpHandler> {
  let isBusy = false;
  const alone = (handler: HttpHandler): HttpHandler => {
    return async (request) => {
      if (isBusy) return textResponse(409, "a profile is being taken\n");
      isBusy = true;
      try {
        return await handler(request);
      } finally {
        isBusy = false;
      }
    };
  };
  return new Map<string, HttpHandler>([
    ["/debug/pprof/profile", alone((request) => cpuProfile(profiles, request))],
    ["/debug/pprof/heap", alone(() => heapProfile(profiles))],
    ["/debug/pprof/heap/profiling", alone((request) => switchHeap(profiles, request))],
  ]);
}

async function cpuProfile(profiles: Profiles, { query }: HttpRequest): Promise<HttpResponse> {
  const seconds = findNumber(query, SECONDS);
  const frequency = findNumber(query, FREQUENCY);
  if (seconds === undefined) return badNumber(SECONDS);
  if (frequency === undefined) return badNumber(FREQUENCY);
  return pprofResponse(await profiles.cpu({ seconds, frequency }));
}

async function heapProfile(profiles: Profiles): Promise<HttpResponse> {
  const profile = await profiles.heap();
  return profile === undefined
    ? textResponse(500, "heap profiling is not active: /debug/pprof/heap/profiling?activate=true\n")
    : pprofResponse(profile);
}

async function switchHeap(profiles: Profiles, { query }: HttpRequest): Promise<HttpResponse> {
  const activate = query.get("activate");
  if (activate !== null && activate !== "true" && activate !== "false") {
    return textResponse(400, "activate must be true or false\n");
  }
  if (activate !== null) await profiles.setHeapActive(activate === "true");
  return textResponse(200, `heap profiling is ${profiles.isHeapActive ? "active" : "inactive"}\n`);
}

type Range = typeof SECONDS | typeof FREQUENCY;

function findNumber(query: URLSearchParams, { name, byDefault, max }: Range): number | undefined {
  const text = query.get(name);
  if (text === null) return byDefault;
  const value = Number(text);
  return /^\d+$/.test(text) && value >= 1 && value <= max ? value : undefined;
}

function badNumber({ name, max }: Range): HttpResponse {
  return textResponse(400, `${name} must be a whole number from 1 to ${max}\n`);
}

function pprofResponse(body: Uint8Array): HttpResponse {
  return { status: 200, headers: { "content-type": "application/octet-stream" }, body };
}
