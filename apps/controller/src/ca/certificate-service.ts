/** IstioCertificateService: who may have which certificate, and what the refused are told. */
import {
  type CertificateAuthority,
  decodeCsr,
  encodeCertificateElements,
  IdentityError,
} from "@ambit/identity";
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

export interface CertificateServiceOptions {
  readonly authenticator: Pick<Authenticator, "authenticate">;
  /** Undefined: not there yet. */
  readonly authority: () => Pick<CertificateAuthority, "issue"> | undefined;
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

class SignError extends Error {
  readonly failure: SignFailure;

  constructor(failure: SignFailure, message: string, cause?: unknown) {
    super(message, { cause });
    this.failure = failure;
  }
}

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

  /** Never throws: what is wrong is a status, and logged. */
  createCertificate(call: CertificateCall): CertificateAnswer {
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

  #sign(call: CertificateCall, uris: readonly string[]): CertificateAnswer {
    const { metrics, logger } = this.#options;
    try {
      const chain = this.#issue(call, uris);
      metrics.certificateIssued();
      return { ok: true, chain };
    } catch (error) {
      const { failure, message } = signErrorOf(error);
      metrics.signingFailed(failure);
      logger.error(`CSR signing error: ${shownText(message)}`, clientField(call.peer));
      return refusal(SIGN_STATUS[failure], `CSR signing error (${shownText(message)})`);
    }
  }

  #issue({ csr, validitySeconds }: CertificateCall, uris: readonly string[]): readonly string[] {
    const authority = this.#options.authority();
    if (authority === undefined) throw new SignError("CA_NOT_READY", "Istio CA is not ready");
    const { publicKeyDer } = decodeCsr(csr);
    const ttlMs = this.#ttlMs(validitySeconds * 1_000);
    const nowMs = this.#options.epochMs();
    const issued = authority.issue({
      publicKeyDer,
      names: { uris },
      notBeforeMs: nowMs - CLOCK_SKEW_MS,
      notAfterMs: nowMs + ttlMs,
      nowMs,
    });
    return encodeCertificateElements(issued);
  }

  #ttlMs(requestedMs: number): number {
    const { defaultTtlMs, maxTtlMs } = this.#options;
    if (requestedMs <= 0) return defaultTtlMs;
    if (requestedMs <= maxTtlMs) return requestedMs;
    const [requested, allowed] = [formatGoDuration(requestedMs), formatGoDuration(maxTtlMs)];
    throw new SignError(
      "TTL_ERROR",
      `requested TTL ${requested} is greater than the max allowed TTL ${allowed}`,
    );
  }
}

function signErrorOf(error: unknown): SignError {
  if (error instanceof SignError) return error;
  // What exactly is wrong with the bytes is for the sender to find out, as in Istio.
  if (error instanceof IdentityError && error.code === "bad-csr") {
    return new SignError("CSR_ERROR", "certificate signing request is not properly encoded", error);
  }
  const message = error instanceof Error ? error.message : String(error);
  return new SignError("CERT_GEN_ERROR", message, error);
}

function refusal(code: number, message: string): CertificateAnswer {
  return { ok: false, status: { code, message } };
}

function clientField({ address }: CallPeer) {
  return { client: display(address) };
}
