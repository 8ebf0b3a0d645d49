import { FakeClock } from "@ambit/lifecycle/testing";
import { describe, expect, test } from "vitest";
import { IdentityError, type IdentityErrorCode } from "./identity-error.ts";
import { type SecretFetchFailure, SecretManager, type SecretManagerOptions } from "./secret-manager.ts";
import { aWorkloadCertificate, FakeCaClient } from "./testing/fake-ca-client.ts";
import type { WorkloadCertificate } from "./workload-certificate.ts";

const EPOCH_MS = Date.UTC(2026, 0, 1);
const HOUR_MS = 3_600_000;
const LIFETIME_MS = 24 * HOUR_MS;

function anIdentity(serviceAccount: string) {
  return { trustDomain: "td", namespace: "n", serviceAccount };
}

const A = anIdentity("a");
const B = anIdentity("b");

/** A manager, its CA, its clock, and all it has told. */
class Fixture implements Disposable {
  readonly ca = new FakeCaClient();
  readonly clock = new FakeClock();
  readonly failures: SecretFetchFailure[] = [];
  readonly certificates: WorkloadCertificate[] = [];
  readonly lost: string[] = [];
  readonly secrets: SecretManager;
  /** How far the wall clock was set, or the machine slept. */
  jumpedMs = 0;

  constructor(options: Partial<SecretManagerOptions> = {}) {
    this.secrets = new SecretManager({
      client: this.ca,
      clock: this.clock,
      epochMs: () => this.epochMs(),
      random: () => 0.5,
      onFetchFailed: (failure) => this.failures.push(failure),
      ...options,
    });
    this.secrets.onCertificate((certificate) => this.certificates.push(certificate));
    this.secrets.onUnavailable((identity) => this.lost.push(identity.serviceAccount));
  }

  epochMs(): number {
    return EPOCH_MS + this.clock.nowMs() + this.jumpedMs;
  }

  /** The CA answers the oldest request with a certificate as of now. */
  async grant(serviceAccount?: string, lifetimeMs = LIFETIME_MS): Promise<WorkloadCertificate> {
    const fetch = this.ca.next(serviceAccount);
    const certificate = aWorkloadCertificate(fetch.identity, this.epochMs(), lifetimeMs);
    fetch.resolve(certificate);
    await this.pass(0);
    return certificate;
  }

  async refuse(serviceAccount?: string): Promise<void> {
    this.ca.next(serviceAccount).reject(new Error("refused"));
    await this.pass(0);
  }

  async pass(ms: number): Promise<void> {
    await this.clock.advanceAsync(ms);
  }

  [Symbol.dispose](): void {
    this.secrets[Symbol.dispose]();
    expect(this.clock.pendingTimers).toBe(0);
  }
}

async function codeOf(promise: Promise<unknown>): Promise<IdentityErrorCode | undefined> {
  try {
    await promise;
  } catch (error) {
    return error instanceof IdentityError ? error.code : undefined;
  }
  return undefined;
}

describe("fetch", () => {
  test("asks the CA once for all who wait, and not again for a certificate in hand", async () => {
    using fixture = new Fixture();
    const waiting = [fixture.secrets.fetch(A, "warmup"), fixture.secrets.fetch({ ...A }, "realtime")];
    const certificate = await fixture.grant();
    expect(await Promise.all(waiting)).toEqual([certificate, certificate]);
    expect(await fixture.secrets.fetch(A, "realtime")).toBe(certificate);
    expect(fixture.ca.count).toBe(1);
    expect(fixture.certificates).toEqual([certificate]);
  });

  test("fails for all who wait when the CA refuses, then at once, until a retry succeeds", async () => {
    using fixture = new Fixture();
    const waiting = [fixture.secrets.fetch(A, "realtime"), fixture.secrets.fetch(A, "realtime")];
    await fixture.refuse();
    expect(await Promise.all(waiting.map(codeOf))).toEqual(["unavailable", "unavailable"]);
    await expect(fixture.secrets.fetch(A, "realtime")).rejects.toThrow(
      expect.objectContaining({ code: "unavailable", cause: new Error("refused") }),
    );
    expect(fixture.ca.count).toBe(1);
    await fixture.pass(1000);
    expect(await codeOf(fixture.secrets.fetch(A, "realtime"))).toBe("unavailable");
    const certificate = await fixture.grant();
    expect(await fixture.secrets.fetch(A, "realtime")).toBe(certificate);
  });

  test.each<{ name: string; answer: (fixture: Fixture) => WorkloadCertificate; code: IdentityErrorCode }>([
    {
      name: "for someone else",
      answer: (fixture) => aWorkloadCertificate(B, fixture.epochMs(), LIFETIME_MS),
      code: "bad-response",
    },
    {
      name: "that has expired",
      answer: (fixture) => aWorkloadCertificate(A, fixture.epochMs() - LIFETIME_MS, LIFETIME_MS),
      code: "expired",
    },
  ])("does not take a certificate $name", async ({ answer, code }) => {
    using fixture = new Fixture();
    const waiting = fixture.secrets.fetch(A, "realtime");
    fixture.ca.next().resolve(answer(fixture));
    expect(await codeOf(waiting)).toBe("unavailable");
    expect(fixture.failures).toMatchObject([{ identity: A, error: { code }, hasValidCertificate: false }]);
    expect(fixture.certificates).toEqual([]);
  });

  test("takes a client that throws for one that refuses", async () => {
    using fixture = new Fixture({
      client: {
        fetchCertificate: () => {
          throw new Error("broken");
        },
      },
    });
    expect(await codeOf(fixture.secrets.fetch(A, "realtime"))).toBe("unavailable");
  });
});

describe("renewal", () => {
  test.each([
    { random: 0, fraction: 0.45 },
    { random: 0.5, fraction: 0.5 },
    { random: 1, fraction: 0.55 },
  ])("comes at $fraction of the lifetime when random is $random", async ({ random, fraction }) => {
    using fixture = new Fixture({ random: () => random });
    fixture.secrets.fetch(A, "realtime").catch(() => {});
    const first = await fixture.grant();
    await fixture.pass(LIFETIME_MS * fraction - 1);
    expect(fixture.ca.pending).toEqual([]);
    await fixture.pass(1);
    expect(fixture.ca.names()).toEqual(["a"]);
    expect(await fixture.secrets.fetch(A, "realtime")).toBe(first);
    const second = await fixture.grant();
    expect(await fixture.secrets.fetch(A, "realtime")).toBe(second);
    expect(fixture.certificates).toEqual([first, second]);
  });

  test("that fails keeps the certificate until it expires, then the identity is unavailable", async () => {
    using fixture = new Fixture();
    fixture.secrets.fetch(A, "realtime").catch(() => {});
    const certificate = await fixture.grant(undefined, HOUR_MS);
    await fixture.pass(HOUR_MS / 2);
    while (fixture.epochMs() < certificate.notAfterMs) {
      if (fixture.ca.pending.length > 0) {
        await fixture.refuse();
      }
      expect(await fixture.secrets.fetch(A, "realtime")).toBe(certificate);
      expect(fixture.lost).toEqual([]);
      await fixture.pass(500);
    }
    expect(fixture.failures.length).toBeGreaterThan(10);
    expect(fixture.failures.every((failure) => failure.hasValidCertificate)).toBe(true);
    expect(fixture.lost).toEqual(["a"]);
    expect(await codeOf(fixture.secrets.fetch(A, "realtime"))).toBe("unavailable");
    const renewed = await fixture.grant();
    expect(await fixture.secrets.fetch(A, "realtime")).toBe(renewed);
  });

  test("is tried at the expiry at the latest, whatever the back-off", async () => {
    using fixture = new Fixture();
    fixture.secrets.fetch(A, "realtime").catch(() => {});
    const lifetimeMs = 3000;
    await fixture.grant(undefined, lifetimeMs);
    await fixture.pass(1500);
    await fixture.refuse();
    await fixture.pass(900);
    await fixture.refuse();
    expect(fixture.failures.map(({ retryInMs }) => retryInMs)).toEqual([900, 600]);
    await fixture.pass(599);
    expect(fixture.ca.pending).toEqual([]);
    await fixture.pass(1);
    expect(fixture.ca.names()).toEqual(["a"]);
    expect(fixture.lost).toEqual(["a"]);
  });

  test("does not hammer a CA whose certificates are past their half-life", async () => {
    using fixture = new Fixture();
    fixture.secrets.fetch(A, "realtime").catch(() => {});
    const answerOld = () => {
      const { identity, resolve } = fixture.ca.next();
      resolve(aWorkloadCertificate(identity, fixture.epochMs() - LIFETIME_MS + HOUR_MS, LIFETIME_MS));
    };
    answerOld();
    await fixture.pass(999);
    expect(fixture.ca.count).toBe(1);
    await fixture.pass(1);
    expect(fixture.ca.count).toBe(2);
  });

  test("comes soon after the machine slept through it", async () => {
    using fixture = new Fixture();
    fixture.secrets.fetch(A, "realtime").catch(() => {});
    await fixture.grant();
    fixture.jumpedMs = LIFETIME_MS * 0.7;
    await fixture.pass(60_000);
    expect(fixture.ca.names()).toEqual(["a"]);
  });

  test("is waited for after the machine slept beyond the expiry", async () => {
    using fixture = new Fixture();
    fixture.secrets.fetch(A, "realtime").catch(() => {});
    await fixture.grant();
    fixture.jumpedMs = LIFETIME_MS * 2;
    const waiting = fixture.secrets.fetch(A, "realtime");
    expect(fixture.lost).toEqual(["a"]);
    expect(fixture.secrets.dumpCertificates()).toMatchObject([{ state: "Initializing" }]);
    const certificate = await fixture.grant();
    expect(await waiting).toBe(certificate);
  });
});

describe("back-off", () => {
  test("doubles from 1 s to 150 s with 20 % jitter, and starts again after a success", async () => {
    using fixture = new Fixture({ random: () => 0 });
    fixture.secrets.fetch(A, "realtime").catch(() => {});
    for (const seconds of [1, 2, 4, 8, 16, 32, 64, 128, 150, 150]) {
      await fixture.refuse();
      await fixture.pass(seconds * 1000 - 1);
      expect(fixture.ca.pending).toEqual([]);
      await fixture.pass(1);
    }
    await fixture.grant();
    await fixture.pass(LIFETIME_MS * 0.45);
    await fixture.refuse();
    expect(fixture.failures.at(-1)?.retryInMs).toBe(1000);
  });

  test("of one identity does not hold up another", async () => {
    using fixture = new Fixture({ random: () => 0 });
    fixture.secrets.fetch(A, "realtime").catch(() => {});
    for (const seconds of [1, 2, 4]) {
      await fixture.refuse("a");
      await fixture.pass(seconds * 1000);
    }
    await fixture.refuse("a");
    fixture.secrets.fetch(B, "realtime").catch(() => {});
    await fixture.refuse("b");
    expect(fixture.failures.map(({ retryInMs }) => retryInMs)).toEqual([1000, 2000, 4000, 8000, 1000]);
    await fixture.pass(1000);
    expect(fixture.ca.names()).toEqual(["b"]);
  });
});

describe("the queue", () => {
  function fetchAll(fixture: Fixture, names: readonly string[], priority: "warmup" | "realtime"): void {
    for (const name of names) {
      fixture.secrets.fetch(anIdentity(name), priority).catch(() => {});
    }
  }

  const EIGHT = ["1", "2", "3", "4", "5", "6", "7", "8"];

  test("has eight requests under way, and another when one has ended, well or not", async () => {
    using fixture = new Fixture();
    fetchAll(fixture, [...EIGHT, "9", "10", "11"], "realtime");
    expect(fixture.ca.names()).toEqual(EIGHT);
    await fixture.grant("3");
    expect(fixture.ca.names().at(-1)).toBe("9");
    await fixture.refuse("4");
    expect(fixture.ca.names()).toEqual(["1", "2", "5", "6", "7", "8", "9", "10"]);
  });

  test("lets connections go before prefetches, and both before renewals", async () => {
    using fixture = new Fixture();
    fixture.secrets.fetch(anIdentity("renewed"), "realtime").catch(() => {});
    await fixture.grant();
    await fixture.pass(LIFETIME_MS / 2 - 1);
    fetchAll(fixture, [...EIGHT, "prefetched"], "warmup");
    await fixture.pass(1);
    fetchAll(fixture, ["connected"], "realtime");
    for (const name of ["1", "2", "3"]) {
      await fixture.grant(name);
    }
    expect(fixture.ca.names().slice(-3)).toEqual(["connected", "prefetched", "renewed"]);
  });

  test("lets a higher priority raise one that waits, and a lower not lower it", async () => {
    using fixture = new Fixture();
    fetchAll(fixture, [...EIGHT, "x", "y"], "warmup");
    fetchAll(fixture, ["y"], "realtime");
    fetchAll(fixture, ["y"], "warmup");
    await fixture.grant("1");
    expect(fixture.ca.names().at(-1)).toBe("y");
  });

  test("keeps two places free of renewals, so that a silent CA holds up no new pod for them", async () => {
    using fixture = new Fixture();
    const renewed = ["a", "b", "c", "d", "e", "f", "g", "h"];
    fetchAll(fixture, renewed, "realtime");
    for (const name of renewed) {
      await fixture.grant(name);
    }
    await fixture.pass(LIFETIME_MS / 2);
    expect(fixture.ca.names()).toHaveLength(6);
    fetchAll(fixture, ["new", "newer", "newest"], "warmup");
    expect(fixture.ca.names().slice(6)).toEqual(["new", "newer"]);
    await fixture.grant("new");
    expect(fixture.ca.names().at(-1)).toBe("newest");
    await fixture.grant("newer");
    await fixture.grant("newest");
    expect(fixture.ca.names()).toHaveLength(6);
    await fixture.grant(fixture.ca.names()[0]);
    expect(fixture.ca.names()).toHaveLength(6);
  });

  test("lets nobody starve behind the retries of others", async () => {
    using fixture = new Fixture({ maxConcurrentFetches: 1, fetchTimeoutMs: 5000 });
    fetchAll(fixture, ["x"], "warmup");
    fixture.secrets.fetch(anIdentity("late"), "background").catch(() => {});
    await fixture.pass(5000);
    expect(fixture.ca.names()).toEqual(["x", "late"]);
  });

  test("gives up on a request without answer and frees its place", async () => {
    using fixture = new Fixture();
    fetchAll(fixture, [...EIGHT, "9"], "realtime");
    const late = fixture.ca.next("1");
    await fixture.pass(29_999);
    expect(late.signal.aborted).toBe(false);
    await fixture.pass(1);
    expect(late.signal.aborted).toBe(true);
    expect(fixture.failures).toHaveLength(8);
    expect(fixture.failures[0]).toMatchObject({
      identity: { serviceAccount: "1" },
      error: { code: "fetch-timeout" },
    });
    expect(fixture.ca.names()).toContain("9");
    late.resolve(aWorkloadCertificate(late.identity, fixture.epochMs(), LIFETIME_MS));
    await fixture.pass(0);
    expect(fixture.certificates).toEqual([]);
  });
});

describe("forget", () => {
  test("while a request is under way aborts it, tells who waits and discards the answer", async () => {
    using fixture = new Fixture({ maxConcurrentFetches: 1 });
    const waiting = fixture.secrets.fetch(A, "realtime");
    fixture.secrets.fetch(B, "realtime").catch(() => {});
    const abandoned = fixture.ca.next("a");
    fixture.secrets.forget(A);
    expect(abandoned.signal.aborted).toBe(true);
    expect(await codeOf(waiting)).toBe("forgotten");
    expect(fixture.ca.names()).toEqual(["b"]);
    abandoned.resolve(aWorkloadCertificate(A, fixture.epochMs(), LIFETIME_MS));
    await fixture.pass(0);
    expect(fixture.certificates).toEqual([]);
    expect(fixture.secrets.dumpCertificates().map(({ identity }) => identity)).toEqual([
      "spiffe://td/ns/n/sa/b",
    ]);
  });

  test("and ask again starts anew, untouched by the old answer", async () => {
    using fixture = new Fixture();
    fixture.secrets.fetch(A, "realtime").catch(() => {});
    const abandoned = fixture.ca.next();
    fixture.secrets.forget(A);
    const waiting = fixture.secrets.fetch(A, "realtime");
    abandoned.reject(new Error("aborted"));
    await fixture.pass(0);
    expect(fixture.failures).toEqual([]);
    const certificate = await fixture.grant();
    expect(await waiting).toBe(certificate);
  });

  test("ends renewal, and may name an unknown identity", async () => {
    using fixture = new Fixture();
    fixture.secrets.fetch(A, "realtime").catch(() => {});
    await fixture.grant();
    fixture.secrets.forget(A);
    fixture.secrets.forget(B);
    expect(fixture.clock.pendingTimers).toBe(0);
    await fixture.pass(LIFETIME_MS);
    expect(fixture.ca.count).toBe(1);
    expect(fixture.lost).toEqual([]);
  });
});

test("disposal aborts requests, tells who waits, leaves no timer and refuses what comes later", async () => {
  const fixture = new Fixture();
  fixture.secrets.fetch(A, "realtime").catch(() => {});
  await fixture.grant();
  const waiting = fixture.secrets.fetch(B, "realtime");
  const { signal } = fixture.ca.next();
  fixture[Symbol.dispose]();
  expect(signal.aborted).toBe(true);
  expect(await codeOf(waiting)).toBe("disposed");
  expect(await codeOf(fixture.secrets.fetch(A, "realtime"))).toBe("disposed");
  fixture[Symbol.dispose]();
});

test("a watcher that was disposed hears no more", async () => {
  using fixture = new Fixture();
  const heard: unknown[] = [];
  const watches = [
    fixture.secrets.onCertificate((certificate) => heard.push(certificate)),
    fixture.secrets.onUnavailable((identity) => heard.push(identity)),
  ];
  for (const watch of watches) {
    watch[Symbol.dispose]();
  }
  fixture.secrets.fetch(A, "realtime").catch(() => {});
  await fixture.grant(undefined, HOUR_MS);
  await fixture.pass(HOUR_MS);
  expect(fixture.lost).toEqual(["a"]);
  expect(heard).toEqual([]);
});

test("a dump has every identity in order, with its state", async () => {
  using fixture = new Fixture();
  for (const name of ["c", "b", "a"]) {
    fixture.secrets.fetch(anIdentity(name), "realtime").catch(() => {});
  }
  await fixture.refuse("b");
  await fixture.grant("c");
  expect(fixture.secrets.dumpCertificates()).toEqual([
    { certChain: [], identity: "spiffe://td/ns/n/sa/a", rootCerts: [], state: "Initializing" },
    { certChain: [], identity: "spiffe://td/ns/n/sa/b", rootCerts: [], state: "Unavailable: refused" },
    { certChain: [], identity: "spiffe://td/ns/n/sa/c", rootCerts: [], state: "Available" },
  ]);
});
