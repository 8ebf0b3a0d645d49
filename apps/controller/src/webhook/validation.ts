/** What the webhook answers, and what is counted and logged of it. */
import type { CheckContext } from "@ambit/admission";
import type { Clock } from "@ambit/lifecycle";
import { formatProblems } from "@ambit/mesh-objects";
import type { Logger } from "@ambit/telemetry";
import { answerReview } from "./admission-review.ts";
import type { WebhookMetrics } from "./webhook-metrics.ts";
import type { WebhookAnswer } from "./webhook-server.ts";

export interface ValidationOptions {
  /** Asked for each review. */
  readonly context: () => CheckContext;
  readonly clock: Pick<Clock, "nowMs">;
  readonly metrics: WebhookMetrics;
  /** Scope `validation`. */
  readonly logger: Logger;
}

/** Reviews in a second that look at the whole mesh. Nobody proves who asks, and each takes milliseconds in a large one. */
const MAX_SURVEYS_PER_SECOND = 20;
const SECOND_MS = 1_000;

/** For WebhookServer.serve. */
export function validation({
  context,
  clock,
  metrics,
  logger,
}: ValidationOptions): (review: unknown) => WebhookAnswer {
  const limitedContext = limitSurveys(context, clock);
  return (review) => {
    const answered = answerReview(review, limitedContext());
    if (answered === undefined)
      return { status: 400, body: { message: "this is no AdmissionReview with a request" } };
    const { body, object, verdict } = answered;
    if (verdict.errors.length === 0) metrics.passed(object, verdict.warnings.length > 0);
    else {
      metrics.failed(object);
      const { resource, key } = object;
      logger.info("an object was refused", {
        resource,
        object: key,
        problems: formatProblems(verdict.errors),
      });
    }
    return { status: 200, body };
  };
}

/** Beyond the limit an object is looked at by itself, so that at worst a warning is missing. */
function limitSurveys(context: () => CheckContext, clock: Pick<Clock, "nowMs">): () => CheckContext {
  let secondStartedMs = Number.NEGATIVE_INFINITY;
  let surveys = 0;
  return () => {
    const nowMs = clock.nowMs();
    if (nowMs - secondStartedMs >= SECOND_MS) {
      secondStartedMs = nowMs;
      surveys = 0;
    }
    surveys += 1;
    const current = context();
    return surveys > MAX_SURVEYS_PER_SECOND ? { ...current, surroundings: undefined } : current;
  };
}
