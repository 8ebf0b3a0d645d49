import { FakeKube } from "@ambit/kube/testing";
import { FakeClock } from "@ambit/lifecycle/testing";
import { describe, expect, test } from "vitest";
import { aReview, aToken, NOW_MS } from "./testing/a-token.ts";
import { TokenReviews, TooManyReviews, UnreadableToken } from "./token-reviews.ts";

const account = { namespace: "app", name: "client" };

function setUp() {
  const kube = new FakeKube();
  const clock = new FakeClock();
  const epochMs = () => NOW_MS + clock.nowMs();
  const reviews = new TokenReviews({ api: kube, audiences: ["istio-ca"], clock, epochMs });
  return { kube, clock, reviews };
}

describe("a good token", () => {
  test("is asked about once in ten seconds, however many calls it comes with", async () => {
    const { kube, clock, reviews } = setUp();
    const token = aToken();
    kube.tokens.set(token, aReview(account));
    await Promise.all([reviews.review(token), reviews.review(token)]);
    clock.advance(9_999);
    const answer = await reviews.review(token);
    expect(kube.requests).toEqual([
      { verb: "review", plural: "tokenreviews", body: { token, audiences: ["istio-ca"] } },
    ]);
    clock.advance(1);
    expect(await reviews.review(token)).toEqual(answer);
    expect(kube.requests).toHaveLength(2);
  });

  test("is not believed beyond its own end", async () => {
    const { kube, clock, reviews } = setUp();
    const token = aToken(NOW_MS + 2_000);
    kube.tokens.set(token, aReview(account));
    await reviews.review(token);
    kube.tokens.delete(token);
    clock.advance(2_000);
    expect(await reviews.review(token)).toMatchObject({ isAuthenticated: false });
  });

  test("that does not say when it ends is asked about each time", async () => {
    const { kube, reviews } = setUp();
    kube.tokens.set("a.b.c", aReview(account));
    await reviews.review("a.b.c");
    await reviews.review("a.b.c");
    expect(kube.requests).toHaveLength(2);
  });
});

test("a refusal is not remembered", async () => {
  const { kube, reviews } = setUp();
  const token = aToken();
  expect(await reviews.review(token)).toMatchObject({ isAuthenticated: false });
  kube.tokens.set(token, aReview(account));
  expect(await reviews.review(token)).toMatchObject({ isAuthenticated: true });
});

test.each(["", "abc", "a.b", "a.b.c.d", "a b.c.d", `${"a".repeat(20_000)}.b.c`])(
  "what cannot be a token is not shown to the API server: %#",
  async (text) => {
    const { kube, reviews } = setUp();
    await expect(reviews.review(text)).rejects.toBeInstanceOf(UnreadableToken);
    expect(kube.requests).toEqual([]);
  },
);

test("a flood of tokens waits in a queue that ends somewhere, and the API server sees 64 at a time", async () => {
  const { kube, reviews } = setUp();
  const released = Promise.withResolvers<void>();
  kube.onRequest = () => released.promise;
  const all = Array.from({ length: 64 + 1_024 + 10 }, () => reviews.review(aToken()));
  const settled = Promise.allSettled(all);
  await Promise.race([all.at(-1)?.catch(() => undefined), released.promise]);
  expect(kube.requests).toHaveLength(64);
  released.resolve();
  const refused = (await settled).filter(({ status }) => status === "rejected");
  expect(refused).toHaveLength(10);
  expect(refused).toMatchObject(refused.map(() => ({ reason: expect.any(TooManyReviews) })));
  expect(kube.requests).toHaveLength(64 + 1_024);
  const good = aToken();
  kube.tokens.set(good, aReview(account));
  expect(await reviews.review(good)).toMatchObject({ isAuthenticated: true });
});
