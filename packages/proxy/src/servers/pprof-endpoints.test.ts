import type { HttpResponse } from "@ambit/http-server";
import { describe, expect, test } from "vitest";
import { pprofEndpoints } from "./pprof-endpoints.ts";
import type { CpuProfileRequest, Profiles } from "./profiles.ts";

class FakeProfiles implements Profiles {
  isHeapActive = false;
  readonly requests: CpuProfileRequest[] = [];
  readonly done = Promise.withResolvers<Uint8Array>();

  cpu(request: CpuProfileRequest): Promise<Uint8Array> {
    this.requests.push(request);
    return this.done.promise;
  }

  heap(): Promise<Uint8Array | undefined> {
    return Promise.resolve(this.isHeapActive ? Uint8Array.of(1) : undefined);
  }

  setHeapActive(isActive: boolean): Promise<void> {
    this.isHeapActive = isActive;
    return Promise.resolve();
  }
}

function anAdmin(): {
  readonly profiles: FakeProfiles;
  readonly ask: (target: string) => Promise<HttpResponse | undefined>;
} {
  const profiles = new FakeProfiles();
  const endpoints = pprofEndpoints(profiles);
  const ask = async (target: string): Promise<HttpResponse | undefined> => {
    const { pathname: path, searchParams: query } = new URL(target, "http://localhost");
    const request = { method: "GET", path, query, client: "127.0.0.1", header: () => undefined };
    return await endpoints.get(path)?.(request);
  };
  return { profiles, ask };
}

describe("/debug/pprof/profile", () => {
  test.each([
    ["", { seconds: 10, frequency: 100 }],
    ["?seconds=1", { seconds: 1, frequency: 100 }],
    ["?seconds=300&frequency=1000", { seconds: 300, frequency: 1_000 }],
  ])("with %j asks for %j", async (query, request) => {
    const { profiles, ask } = anAdmin();
    profiles.done.resolve(Uint8Array.of(7));
    expect(await ask(`/debug/pprof/profile${query}`)).toEqual({
      status: 200,
      headers: { "content-type": "application/octet-stream" },
      body: Uint8Array.of(7),
    });
    expect(profiles.requests).toEqual([request]);
  });

  test.each(["seconds=0", "seconds=301", "seconds=x", "seconds=1.5", "frequency=0", "frequency=1001"])(
    "refuses %s",
    async (query) => {
      const { profiles, ask } = anAdmin();
      expect(await ask(`/debug/pprof/profile?${query}`)).toMatchObject({
        status: 400,
        body: expect.stringMatching(/^(?:seconds|frequency) must be a whole number from 1 to \d+\n$/),
      });
      expect(profiles.requests).toEqual([]);
    },
  );

  test("is one at a time, also after a failure", async () => {
    const { profiles, ask } = anAdmin();
    const first = ask("/debug/pprof/profile");
    expect(await ask("/debug/pprof/profile")).toMatchObject({ status: 409 });
    expect(await ask("/debug/pprof/heap")).toMatchObject({ status: 409 });
    profiles.done.reject(new Error("no"));
    await expect(first).rejects.toThrow("no");
    expect(await ask("/debug/pprof/heap/profiling")).toMatchObject({ status: 200 });
  });
});

describe("/debug/pprof/heap", () => {
  test("is an error while profiling is off, and a profile while it is on", async () => {
    const { ask } = anAdmin();
    expect(await ask("/debug/pprof/heap")).toMatchObject({ status: 500 });
    expect(await ask("/debug/pprof/heap/profiling?activate=true")).toMatchObject({
      body: "heap profiling is active\n",
    });
    expect(await ask("/debug/pprof/heap")).toMatchObject({ status: 200, body: Uint8Array.of(1) });
    expect(await ask("/debug/pprof/heap/profiling")).toMatchObject({ body: "heap profiling is active\n" });
    expect(await ask("/debug/pprof/heap/profiling?activate=false")).toMatchObject({
      body: "heap profiling is inactive\n",
    });
    expect(await ask("/debug/pprof/heap")).toMatchObject({ status: 500 });
  });

  test("profiling is switched by true and false alone", async () => {
    const { profiles, ask } = anAdmin();
    expect(await ask("/debug/pprof/heap/profiling?activate=yes")).toMatchObject({ status: 400 });
    expect(profiles.isHeapActive).toBe(false);
  });
});
