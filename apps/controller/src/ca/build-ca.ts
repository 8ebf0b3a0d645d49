/** Puts the certificate side together: where the CA comes from, who may ask, and what the TLS port shows. */
import type { KubeApi } from "@ambit/kube";
import type { Clock } from "@ambit/lifecycle";
import type { Logger } from "@ambit/telemetry";
import type { MeshConfigSource } from "../config/mesh-config-source.ts";
import type { ControllerConfig } from "../config.ts";
import { Authenticator } from "./authentication.ts";
import type { CaMetrics } from "./ca-metrics.ts";
import { CertificateService, type Signer } from "./certificate-service.ts";
import { isGeneratedCa, loadFileCa, watchFileCa } from "./file-ca.ts";
import type { AuthorityMaterial, MeshAuthority } from "./mesh-authority.ts";
import type { PodLookup } from "./pod-index.ts";
import { PLUGGED_SECRET } from "./root-secret.ts";
import { SelfSignedCa } from "./self-signed-ca.ts";
import { issueServingCertificate, type ServingCertificate } from "./serving-certificate.ts";
import type { SigningPool } from "./signing-pool.ts";
import { TokenReviews } from "./token-reviews.ts";

export interface CaDeps {
  readonly mesh: Pick<MeshConfigSource, "current">;
  readonly api: KubeApi;
  readonly clock: Clock;
  readonly epochMs: () => number;
  readonly random: () => number;
  readonly logger: Logger;
}

/** Who calls, for every port that asks. */
export function buildAuthentication(config: ControllerConfig, deps: CaDeps): Authenticator {
  const { api, mesh, clock, epochMs, logger } = deps;
  return new Authenticator({
    reviews: new TokenReviews({ api, audiences: config.tokenAudiences, clock, epochMs }),
    audiences: config.tokenAudiences,
    get trustDomain() {
      return mesh.current.trustDomain;
    },
    clusterId: config.clusterId,
    logger: logger.child("security"),
  });
}

export interface CertificateInit {
  readonly authority: MeshAuthority;
  readonly authenticator: Authenticator;
  readonly pods: PodLookup;
  readonly signing: Pick<SigningPool, "setAuthority" | "sign">;
  readonly metrics: CaMetrics;
}

/** Where the CA is: in files, or else in a Secret of ours. */
type CaSource = { readonly kind: "files" } | { readonly kind: "secret"; readonly ca: SelfSignedCa };

/** See buildCertificates. */
export class Certificates {
  readonly authority: MeshAuthority;
  readonly service: CertificateService;
  readonly #config: ControllerConfig;
  readonly #deps: CaDeps;
  readonly #source: CaSource;

  constructor(
    config: ControllerConfig,
    deps: CaDeps,
    { init, source }: { init: CertificateInit; source: CaSource },
  ) {
    this.authority = init.authority;
    this.#config = config;
    this.#deps = deps;
    this.#source = source;
    const { signing, authority } = init;
    const share = ({ authority: current }: AuthorityMaterial): void => signing.setAuthority(current.share());
    if (authority.material !== undefined) share(authority.material);
    authority.onChange(share);
    const sign: Signer = (owner, request) => signing.sign(owner, request);
    this.service = new CertificateService({
      authenticator: init.authenticator,
      signer: () => (init.authority.current === undefined ? undefined : sign),
      pods: init.pods,
      impersonation: {
        trustedAccounts: new Set(
          config.trustedNodeAccounts.map(({ namespace, name }) => `${namespace}/${name}`),
        ),
        get trustDomain() {
          return deps.mesh.current.trustDomain;
        },
        clusterId: config.clusterId,
      },
      defaultTtlMs: config.defaultCertificateTtlMs,
      maxTtlMs: config.maxCertificateTtlMs,
      metrics: init.metrics,
      logger: deps.logger.child("serverca"),
      epochMs: deps.epochMs,
    });
  }

  /** Resolves when there is a CA, or when the signal aborts. */
  async load(signal: AbortSignal): Promise<void> {
    if (this.#source.kind === "secret") await this.#source.ca.load(signal);
  }

  /** Follows the CA until the signal aborts. */
  async watch(signal: AbortSignal): Promise<void> {
    if (this.#source.kind === "secret") {
      await this.#source.ca.watch(signal);
      return;
    }
    const { clock, epochMs, logger } = this.#deps;
    const { caDirectory: folder, allowRootChange: mayChangeRoots } = this.#config;
    const { authority } = this;
    await watchFileCa(
      { folder, mayChangeRoots, authority, clock, epochMs, logger: logger.child("pkica") },
      signal,
    );
  }

  /** Calls with a certificate for the TLS port: now, and whenever the CA has changed. There has to be a CA. */
  onServingCertificate(listener: (serving: ServingCertificate) => void): void {
    const issue = ({ authority }: AuthorityMaterial): void =>
      listener(
        issueServingCertificate(
          authority,
          {
            namespace: this.#config.podNamespace,
            revision: this.#config.revision,
            customHosts: this.#config.customHosts,
          },
          { nowMs: this.#deps.epochMs(), ttlMs: this.#config.rootTtlMs },
        ),
      );
    if (this.authority.material !== undefined) issue(this.authority.material);
    this.authority.onChange(issue);
  }
}

/** Reads a plugged-in CA, if there is one. Throws CaError for one that is there in part or cannot be used. */
export function buildCertificates(
  config: ControllerConfig,
  deps: CaDeps,
  init: CertificateInit,
): Certificates {
  const isOwn = config.useCacertsSecret && isGeneratedCa(config.caDirectory);
  const plugged = isOwn ? undefined : loadFileCa(config.caDirectory, deps.epochMs());
  if (plugged !== undefined) {
    init.authority.set(plugged);
    deps.logger.child("pkica").info("the CA is plugged in", { folder: config.caDirectory });
    return new Certificates(config, deps, { init, source: { kind: "files" } });
  }
  const ca = new SelfSignedCa({
    ...deps,
    secret: {
      namespace: config.podNamespace,
      name: config.useCacertsSecret ? PLUGGED_SECRET : "istio-ca-secret",
    },
    get trustDomain() {
      return deps.mesh.current.trustDomain;
    },
    rsaBits: config.rootKeyBits,
    rootTtlMs: config.rootTtlMs,
    checkIntervalMs: config.rootCheckIntervalMs,
    gracePercent: config.rootGracePercent,
    authority: init.authority,
    logger: deps.logger.child("pkica"),
  });
  return new Certificates(config, deps, { init, source: { kind: "secret", ca } });
}
