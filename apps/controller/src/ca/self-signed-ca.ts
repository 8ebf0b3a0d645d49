/**
 * The CA whose root the controllers make themselves and share in a Secret. The first creates it, by the API server's
 * own decision about who was first; the others load it. Later they look at it from time to time: for a root that
 * another replica renewed, and for one that has to be.
 */
import { formatErrorChain } from "@ambit/errors";
import { generateSelfSignedRoot, renewSelfSignedRoot, type SelfSignedRoot } from "@ambit/identity";
import { hasKubeCode, type KubeApi, type KubeObject } from "@ambit/kube";
import { Backoff, type BackoffOptions, type Clock, sleep } from "@ambit/lifecycle";
import type { Logger } from "@ambit/telemetry";
import { SECRETS } from "../kube/resources.ts";
import type { MeshAuthority } from "./mesh-authority.ts";
import {
  decodeRootSecret,
  encodeRootSecret,
  isRenewalDue,
  type RootSecretName,
  replaceRoot,
  type StoredRoot,
} from "./root-secret.ts";

export interface SelfSignedCaOptions {
  readonly api: Pick<KubeApi, "get" | "create" | "update">;
  readonly secret: RootSecretName;
  /** O of a new root. */
  readonly trustDomain: string;
  readonly rsaBits: number;
  readonly rootTtlMs: number;
  readonly checkIntervalMs: number;
  readonly gracePercent: number;
  readonly authority: MeshAuthority;
  readonly clock: Clock;
  readonly epochMs: () => number;
  readonly random: () => number;
  /** Scope `pkica`. */
  readonly logger: Logger;
}

/** A node whose clock is a little behind has to believe the root too. */
const CLOCK_SKEW_MS = 120_000;
const BACKOFF: BackoffOptions = { initialMs: 250, factor: 2, jitter: 0.2, capMs: 10_000 };

export class SelfSignedCa {
  readonly #options: SelfSignedCaOptions;
  /** Made once, however often storing it fails. */
  #made: Promise<SelfSignedRoot> | undefined;

  constructor(options: SelfSignedCaOptions) {
    this.#options = options;
  }

  /** Loads or creates the root, for as long as it takes: without it nothing can be served. */
  async load(signal: AbortSignal): Promise<void> {
    const { clock, random, logger } = this.#options;
    const backoff = new Backoff(BACKOFF, random);
    while (!signal.aborted) {
      try {
        const root = await this.#fetchOrCreate(signal);
        // One that has ended, in a cluster that was off for long, would be believed by nobody.
        if (root.notAfterMs > this.#options.epochMs()) this.#adopt(root);
        else await this.check(signal);
        if (this.#options.authority.current !== undefined) return;
      } catch (error) {
        if (signal.aborted) return;
        logger.error("cannot load the CA's root", { error: formatErrorChain(error) });
        await sleep(clock, backoff.next(), signal);
      }
    }
  }

  /** Looks at the Secret until the signal aborts. The first look comes at a random moment, so that replicas spread. */
  async watch(signal: AbortSignal): Promise<void> {
    const { clock, random, checkIntervalMs, logger } = this.#options;
    let waitMs = checkIntervalMs * random();
    while ((await sleep(clock, waitMs, signal)) === "elapsed") {
      waitMs = checkIntervalMs;
      try {
        await this.check(signal);
      } catch (error) {
        if (signal.aborted) return;
        logger.error("cannot check the CA's root, going on with the present one", {
          error: formatErrorChain(error),
        });
      }
    }
  }

  /** One look: takes over what another replica stored, renews what is near its end. */
  async check(signal: AbortSignal): Promise<void> {
    const { api, secret, gracePercent, epochMs, logger } = this.#options;
    const object = await api.get(SECRETS, secret, { signal });
    const root = decodeRootSecret(object, epochMs());
    if (!isRenewalDue(root, epochMs(), gracePercent)) {
      this.#adopt(root);
      return;
    }
    const former = { rootsPem: root.material.authority.rootsPem, nowMs: epochMs() };
    const renewed = replaceRoot(object, renewSelfSignedRoot(root.keyPem, this.#validity()), former);
    try {
      this.#adopt(decodeRootSecret(await api.update(SECRETS, renewed, { signal }), epochMs()));
      logger.info("the CA's root has been renewed");
    } catch (error) {
      if (!hasKubeCode(error, "conflict")) throw error;
      // Another replica was first: its root is taken at the next look, and the present one is good until then.
      logger.info("another replica renews the CA's root");
    }
  }

  #adopt({ material }: StoredRoot): void {
    if (this.#options.authority.set(material)) this.#options.logger.info("the CA's root is in use");
  }

  async #fetchOrCreate(signal: AbortSignal): Promise<StoredRoot> {
    const { epochMs } = this.#options;
    const known = await this.#fetch(signal);
    return decodeRootSecret(known ?? (await this.#create(signal)), epochMs());
  }

  async #fetch(signal: AbortSignal): Promise<KubeObject | undefined> {
    const { api, secret } = this.#options;
    try {
      return await api.get(SECRETS, secret, { signal });
    } catch (error) {
      if (hasKubeCode(error, "not-found")) return undefined;
      throw error;
    }
  }

  async #create(signal: AbortSignal): Promise<KubeObject> {
    const { api, secret, logger } = this.#options;
    this.#made ??= this.#generate();
    const root = await this.#made;
    try {
      const created = await api.create(SECRETS, secret.namespace, encodeRootSecret(root, secret), { signal });
      logger.info("a new root of the CA has been made");
      return created;
    } catch (error) {
      // Also after a create whose answer was lost: then the root there is ours.
      if (hasKubeCode(error, "already-exists")) return api.get(SECRETS, secret, { signal });
      throw error;
    }
  }

  #generate(): Promise<SelfSignedRoot> {
    const { rsaBits } = this.#options;
    return generateSelfSignedRoot({ rsaBits, ...this.#validity() });
  }

  #validity() {
    const { epochMs, trustDomain, rootTtlMs } = this.#options;
    const nowMs = epochMs();
    return {
      organization: trustDomain,
      notBeforeMs: nowMs - CLOCK_SKEW_MS,
      notAfterMs: nowMs + rootTtlMs,
    };
  }
}
