/** What the webhook answers, and what is counted and logged of it. */
import type { CheckContext } from "@ambit/admission";
import { formatProblems } from "@ambit/mesh-objects";
import type { Logger } from "@ambit/telemetry";
import { answerReview } from "./admission-review.ts";
import type { WebhookMetrics } from "./webhook-metrics.ts";
import type { WebhookAnswer } from "./webhook-server.ts";

export interface ValidationOptions {
  /** Asked for each review. */
  readonly context: () => CheckContext;
  readonly metrics: WebhookMetrics;
  /** Scope `validation`. */
  readonly logger: Logger;
}

/** For WebhookServer.serve. */
export function validation({
  context,
  metrics,
  logger,
}: ValidationOptions): (review: unknown) => WebhookAnswer {
  return (review) => {
    const answered = answerReview(review, context());
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
