import { formatErrorChain } from "@ambit/errors";
import { type CaClient, SecretManager } from "@ambit/identity";
import type { Clock } from "@ambit/lifecycle";
import { formatIdentity } from "@ambit/model";
import type { Logger } from "@ambit/telemetry";

export interface SecretsOptions {
  readonly client: CaClient;
  readonly clock: Clock;
  readonly logger: Logger;
}

/** A certificate manager that logs each failed fetch. */
export function buildSecrets({ client, clock, logger }: SecretsOptions): SecretManager {
  return new SecretManager({
    client,
    clock,
    epochMs: () => Date.now(),
    random: Math.random,
    onFetchFailed: ({ identity, error, retryInMs, hasValidCertificate }) =>
      logger.warn("certificate fetch failed", {
        identity: formatIdentity(identity),
        error: formatErrorChain(error),
        retry_ms: Math.round(retryInMs),
        has_valid_certificate: hasValidCertificate,
      }),
  });
}
