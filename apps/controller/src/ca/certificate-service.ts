/** IstioCertificateService: who may have which certificate, and what the refused are told. */
import { formatIdentity } from "@ambit/model";
import type { JsonFields } from "@ambit/proto/struct";
import { display, type Logger } from "@ambit/telemetry";
import { STATUS, type XdsStatus } from "@ambit/xds";
import type { Authenticator } from "./authentication.ts";
import type { CaMetrics, SignFailure } from "./ca-metrics.ts";
import type { Caller, CallPeer } from "./caller.ts";
import { formatGoDuration } from "./go-duration.ts";
import { decideImpersonation, type ImpersonationRules } from "./impersonation.ts";
import type { PodLookup } from "./pod-index.ts";
import { shownText } from "./shown-text.ts";
import type { SigningRequest } from "./signing.ts";
import type { SigningOutcome } from "./signing-pool.ts";

/** A CreateCertificate call of somebody who is known. */
export interface CertificateCall {
  readonly caller: Caller;
  /** PEM. */
  readonly csr: string;
  /** 0 or less asks for the default. */
  readonly validitySeconds: number;
  readonly metadata: JsonFields;
  readonly peer: CallPeer;
}

/** The elements of `cert_chain`, or the status. */
export type CertificateAnswer =
  | { readonly ok: true; readonly chain: readonly string[] }
  | { readonly ok: false; readonly status: XdsStatus };

/** Signs what has been decided about. */
export type Signer = (owner: string, request: SigningRequest) => Promise<SigningOutcome>;

export interface CertificateServiceOptions {
  readonly authenticator: Pick<Authenticator, "authenticate">;
  /** Undefined: there is no CA yet. `owner`: whose turn among those who wait it takes. */
  readonly signer: () => Signer | undefined;
  readonly pods: PodLookup;
  readonly impersonation: ImpersonationRules;
  readonly defaultTtlMs: number;
  readonly maxTtlMs: number;
  readonly metrics: CaMetrics;
  /** Scope `serverca`. */
  readonly logger: Logger;
  readonly epochMs: () => number;
}

/** A clock that is a little behind must not make a new certificate invalid. Istio's value. */
const CLOCK_SKEW_MS = 120_000;

const SIGN_STATUS = {
  CSR_ERROR: STATUS.invalidArgument,
  TTL_ERROR: STATUS.invalidArgument,
  CA_NOT_READY: STATUS.internal,
  CERT_GEN_ERROR: STATUS.internal,
} as const satisfies Record<SignFailure, number>;

export class CertificateService {
  readonly #options: CertificateServiceOptions;

  constructor(options: CertificateServiceOptions) {
    this.#options = options;
  }

  /** Who calls, or what they are told. Never rejects. */
  async admit(peer: CallPeer): Promise<{ readonly caller: Caller } | { readonly status: XdsStatus }> {
    const { metrics, authenticator } = this.#options;
    metrics.requestReceived();
    const authentication = await authenticator.authenticate(peer);
    if (authentication.ok) return { caller: authentication.caller };
    metrics.authenticationFailed();
    const status = authentication.isTemporary
      ? { code: STATUS.unavailable, message: "request authentication is not available" }
      : { code: STATUS.unauthenticated, message: "request authenticate failure" };
    return { status };
  }

  /** Never rejects: what is wrong is a status, and logged. */
  async createCertificate(call: CertificateCall): Promise<CertificateAnswer> {
    const { metrics } = this.#options;
    const uris = this.#namesFor(call);
    if (uris === undefined) {
      metrics.authenticationFailed();
      return refusal(STATUS.unauthenticated, "request impersonation authentication failure");
    }
    return this.#sign(call, uris);
  }

  /** Whom the certificate will name; undefined when that is not allowed. */
  #namesFor({ caller, metadata, peer }: CertificateCall): readonly string[] | undefined {
    const { identities, account } = caller;
    const requested = metadata["ImpersonatedIdentity"];
    if (typeof requested !== "string" || requested === "") return identities;
    const { impersonation, pods, logger } = this.#options;
    const clusterId = peer.header("clusterid") ?? "";
    const decision = decideImpersonation({ account, requested, clusterId }, impersonation, pods);
    if (decision.allowed) return [formatIdentity(decision.identity)];
    logger.warn(
      `impersonation failed for identity ${shownText(requested)}, error: ${decision.reason}`,
      clientField(peer),
    );
    return undefined;
  }

  async #sign(call: CertificateCall, uris: readonly string[]): Promise<CertificateAnswer> {
    const { metrics } = this.#options;
    const outcome = await this.#issue(call, uris);
    if (outcome === "busy" || outcome === "lost") {
      metrics.signingPostponed(outcome);
      return refusal(STATUS.unavailable, "too many certificate requests; come back later");
    }
    if (!outcome.ok) return this.#failed(call, outcome);
    metrics.certificateIssued();
    return { ok: true, chain: outcome.chain };
  }

  async #issue(
    { csr, validitySeconds, caller }: CertificateCall,
    uris: readonly string[],
  ): Promise<SigningOutcome> {
    const { signer, epochMs, maxTtlMs } = this.#options;
    const sign = signer();
    if (sign === undefined) return { ok: false, failure: "CA_NOT_READY", message: "Istio CA is not ready" };
    const ttlMs = this.#ttlMs(validitySeconds * 1_000);
    if (!(ttlMs <= maxTtlMs)) {
      const [requested, allowed] = [formatGoDuration(ttlMs), formatGoDuration(maxTtlMs)];
      const message = `requested TTL ${requested} is greater than the max allowed TTL ${allowed}`;
      return { ok: false, failure: "TTL_ERROR", message };
    }
    const nowMs = epochMs();
    const times = { notBeforeMs: nowMs - CLOCK_SKEW_MS, notAfterMs: nowMs + ttlMs, nowMs };
    return sign(ownerOf(caller), { csr, uris, ...times });
  }

  #failed(
    { peer }: CertificateCall,
    { failure, message }: { readonly failure: SignFailure; readonly message: string },
  ): CertificateAnswer {
    const { metrics, logger } = this.#options;
    metrics.signingFailed(failure);
    logger.error(`CSR signing error: ${shownText(message)}`, clientField(peer));
    return refusal(SIGN_STATUS[failure], `CSR signing error (${shownText(message)})`);
  }

  #ttlMs(requestedMs: number): number {
    return requestedMs <= 0 ? this.#options.defaultTtlMs : requestedMs;
  }
}

/** Who has one turn among those who wait: a node's proxy, however many certificates it asks for. */
function ownerOf({ account, identities }: Caller): string {
  const podUid = account?.podUid ?? "";
  return podUid === "" ? (identities[0] ?? "") : podUid;
}

function refusal(code: number, message: string): CertificateAnswer {
  return { ok: false, status: { code, message } };
}

function clientField({ address }: CallPeer) {
  return { client: display(address) };
}
