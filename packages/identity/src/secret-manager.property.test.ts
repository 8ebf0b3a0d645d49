// Whatever the CA, the callers and time do: no expired certificate is handed out, nobody waits for ever, no more
// requests run than allowed.
import { FakeClock } from "@ambit/lifecycle/testing";
import fc from "fast-check";
import { expect, test } from "vitest";
import { IdentityError } from "./identity-error.ts";
import { SecretManager, type SecretPriority } from "./secret-manager.ts";
import { aWorkloadCertificate, FakeCaClient } from "./testing/fake-ca-client.ts";

const EPOCH_MS = Date.UTC(2026, 0, 1);
const MAX_FETCHES = 2;
const NAMES = ["a", "b", "c", "d"];

const name = fc.constantFrom(...NAMES);
const step = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant("fetch" as const),
      name,
      priority: fc.constantFrom<SecretPriority>("background", "warmup", "realtime"),
    }),
  },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant("grant" as const), lifetimeMs: fc.nat(100_000) }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant("refuse" as const) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("forget" as const), name }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant("pass" as const), ms: fc.nat(60_000) }) },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant("jump" as const),
      ms: fc.integer({ min: -60_000, max: 60_000 }),
    }),
  },
);

type Step = typeof step extends fc.Arbitrary<infer Value> ? Value : never;

class Mesh {
  readonly ca = new FakeCaClient();
  readonly clock = new FakeClock();
  readonly secrets: SecretManager;
  jumpedMs = 0;
  waiting = 0;

  constructor(random: () => number) {
    this.secrets = new SecretManager({
      client: this.ca,
      clock: this.clock,
      epochMs: () => this.epochMs(),
      random,
      onFetchFailed: ({ retryInMs }) => expect(retryInMs).toBeGreaterThanOrEqual(0),
      maxConcurrentFetches: MAX_FETCHES,
    });
  }

  epochMs(): number {
    return EPOCH_MS + this.clock.nowMs() + this.jumpedMs;
  }

  async act(action: Step): Promise<void> {
    switch (action.kind) {
      case "fetch":
        this.fetch(action.name, action.priority);
        break;
      case "grant": {
        const request = this.ca.pending.shift();
        request?.resolve(aWorkloadCertificate(request.identity, this.epochMs(), action.lifetimeMs));
        break;
      }
      case "refuse":
        this.ca.pending.shift()?.reject(new Error("refused"));
        break;
      case "forget":
        this.secrets.forget({ trustDomain: "td", namespace: "n", serviceAccount: action.name });
        break;
      case "pass":
        await this.clock.advanceAsync(action.ms);
        break;
      case "jump":
        this.jumpedMs += action.ms;
        break;
    }
    await this.clock.advanceAsync(0);
    expect(this.ca.pending.filter(({ signal }) => !signal.aborted).length).toBeLessThanOrEqual(MAX_FETCHES);
  }

  fetch(serviceAccount: string, priority: SecretPriority): void {
    const identity = { trustDomain: "td", namespace: "n", serviceAccount };
    this.waiting += 1;
    const askedAtMs = this.epochMs();
    this.secrets.fetch(identity, priority).then(
      (certificate) => {
        this.waiting -= 1;
        expect(certificate.identity).toEqual(identity);
        expect(certificate.notAfterMs).toBeGreaterThan(Math.min(askedAtMs, this.epochMs()));
      },
      (error: unknown) => {
        this.waiting -= 1;
        expect(error).toBeInstanceOf(IdentityError);
      },
    );
  }
}

test("the promises of a secret manager hold after any sequence of events", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(step, { maxLength: 30 }),
      fc.double({ min: 0, max: 1, noNaN: true }),
      async (steps, random) => {
        const mesh = new Mesh(() => random);
        for (const action of steps) {
          await mesh.act(action);
        }
        // The CA falls silent: what is under way times out, and the last of the queue with it.
        await mesh.clock.advanceAsync(NAMES.length * 31_000);
        expect(mesh.waiting).toBe(0);
        mesh.fetch("a", "realtime");
        mesh.secrets[Symbol.dispose]();
        await mesh.clock.advanceAsync(0);
        expect(mesh.waiting).toBe(0);
        expect(mesh.clock.pendingTimers).toBe(0);
      },
    ),
    { numRuns: 60 },
  );
});
