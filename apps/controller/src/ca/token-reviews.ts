/**
 * Asks the API server whose token it is, and spares it the same question for a few seconds: a node proxy asks for many
 * certificates at once, each with its token. Only good tokens are remembered, by their hash, and never beyond their
 * own end; a refusal is asked about again each time.
 */
import { createHash } from "node:crypto";
import type { KubeApi, TokenReviewAnswer } from "@ambit/kube";
import type { Clock } from "@ambit/lifecycle";

export interface TokenReviewsOptions {
  readonly api: Pick<KubeApi, "createTokenReview">;
  readonly audiences: readonly string[];
  readonly clock: Clock;
  /** Wall clock, milliseconds since the epoch: tokens name their end by it. */
  readonly epochMs: () => number;
}

/** The API server would refuse it too: its tokens are shorter and have three parts. */
export class UnreadableToken extends Error {}
/** More callers wait for the API server than we keep. */
export class TooManyReviews extends Error {}

/** How long a review counts. A pod that is deleted meanwhile keeps its token's access for as long. */
const REVIEW_TTL_MS = 10_000;
/** Good tokens that are remembered: more than there are nodes in a large cluster. */
const MAX_REMEMBERED = 10_000;
/** Questions under way and waiting; Istio has no such bound, and a flood of bad tokens reaches the API server. */
const MAX_CONCURRENT_REVIEWS = 64;
const MAX_WAITING_REVIEWS = 1_024;
const REVIEW_TIMEOUT_MS = 10_000;
const MAX_TOKEN_CHARS = 16_384;
const TOKEN = /^[\w-]+\.[\w-]+\.[\w-]*$/;

interface Remembered {
  readonly answer: TokenReviewAnswer;
  readonly untilMs: number;
}

export class TokenReviews {
  readonly #options: TokenReviewsOptions;
  readonly #remembered = new Map<string, Remembered>();
  readonly #underWay = new Map<string, Promise<TokenReviewAnswer>>();
  readonly #waiting: (() => void)[] = [];
  #active = 0;

  constructor(options: TokenReviewsOptions) {
    this.#options = options;
  }

  /** Rejects with UnreadableToken, TooManyReviews, or what kept the API server from answering. */
  async review(token: string): Promise<TokenReviewAnswer> {
    if (token.length > MAX_TOKEN_CHARS || !TOKEN.test(token)) throw new UnreadableToken("not a token");
    const key = createHash("sha256").update(token).digest("base64");
    const known = this.#remembered.get(key);
    if (known !== undefined && known.untilMs > this.#options.clock.nowMs()) return known.answer;
    this.#remembered.delete(key);
    let asked = this.#underWay.get(key);
    if (asked === undefined) {
      asked = this.#ask(key, token).finally(() => this.#underWay.delete(key));
      this.#underWay.set(key, asked);
    }
    return asked;
  }

  async #ask(key: string, token: string): Promise<TokenReviewAnswer> {
    await this.#takeTurn();
    try {
      const { api, audiences } = this.#options;
      const answer = await api.createTokenReview({ token, audiences }, { timeoutMs: REVIEW_TIMEOUT_MS });
      if (answer.isAuthenticated) this.#remember(key, token, answer);
      return answer;
    } finally {
      this.#giveTurn();
    }
  }

  #remember(key: string, token: string, answer: TokenReviewAnswer): void {
    const lifeMs = (findExpiryMs(token) ?? 0) - this.#options.epochMs();
    if (lifeMs <= 0) return;
    const untilMs = this.#options.clock.nowMs() + Math.min(REVIEW_TTL_MS, lifeMs);
    this.#remembered.set(key, { answer, untilMs });
    // In order of insertion, and all live equally long: the first is the oldest.
    for (const oldest of this.#remembered.keys()) {
      if (this.#remembered.size <= MAX_REMEMBERED) break;
      this.#remembered.delete(oldest);
    }
  }

  async #takeTurn(): Promise<void> {
    if (this.#active < MAX_CONCURRENT_REVIEWS) {
      this.#active += 1;
      return;
    }
    if (this.#waiting.length >= MAX_WAITING_REVIEWS) throw new TooManyReviews("too many tokens to review");
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#waiting.push(resolve);
    await promise;
  }

  /** A turn goes over to who waits. */
  #giveTurn(): void {
    const next = this.#waiting.shift();
    if (next === undefined) this.#active -= 1;
    else next();
  }
}

/** When a token ends by its own words, which count only once the API server has vouched for them. */
function findExpiryMs(token: string): number | undefined {
  try {
    const claims: unknown = JSON.parse(Buffer.from(token.split(".")[1] ?? "", "base64url").toString("utf8"));
    const exp = typeof claims === "object" && claims !== null && "exp" in claims ? claims.exp : undefined;
    return typeof exp === "number" ? exp * 1_000 : undefined;
  } catch {
    return undefined;
  }
}
