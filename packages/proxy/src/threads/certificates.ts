/**
 * Workload certificates on their way from the certificate manager to the workers. A worker may only ask for the identities
 * of those whom the proxy serves: namespace and service account are configuration or come from the agent, the trust domain
 * is that of the workload's record in the mesh.
 */

import type { CertificateMessage, PlaneMainMessage, PlaneWorkerMessage } from "@ambit/data-plane/messages";
import { formatErrorChain } from "@ambit/errors";
import type { SecretManager, WorkloadCertificate } from "@ambit/identity";
import { formatIdentity, type Identity } from "@ambit/model";
import type { Logger } from "@ambit/telemetry";

/** What this file needs of the certificate manager. */
export type CertificateSource = Pick<SecretManager, "fetch" | "onCertificate" | "onUnavailable">;

export interface WorkloadCertificatesOptions {
  readonly source: CertificateSource;
  readonly workerCount: number;
  readonly logger: Logger;
  /** Of those that are served; one whose workload is not in the mesh has none. */
  ownIdentities(): Iterable<Identity>;
  post(worker: number, message: PlaneMainMessage, transfer?: readonly ArrayBuffer[]): void;
}

/** Passes certificates on until disposed. Certificates of other identities never leave the main thread. */
export class WorkloadCertificates implements Disposable {
  readonly #options: WorkloadCertificatesOptions;
  readonly #subscriptions: readonly Disposable[];
  /** Workers that asked and have not been answered, with what they asked for. */
  readonly #asking = new Set<string>();

  constructor(options: WorkloadCertificatesOptions) {
    this.#options = options;
    this.#subscriptions = [
      options.source.onCertificate((certificate) => this.#issued(certificate)),
      options.source.onUnavailable((identity, error) => this.#lost(identity, error)),
    ];
  }

  /** Answers a worker, with the certificate or with the reason why there is none. */
  async wanted({
    index,
    identity,
  }: Extract<PlaneWorkerMessage, { type: "certificate-wanted" }>): Promise<void> {
    const refusal = this.#refusalOf(identity);
    if (refusal !== undefined) {
      this.#options.logger.warn("certificate refused", {
        identity: formatIdentity(identity),
        error: refusal,
      });
      this.#options.post(index, { type: "certificate-failed", identity, reason: refusal });
      return;
    }
    const question = questionOf(index, identity);
    this.#asking.add(question);
    try {
      const certificate = await this.#options.source.fetch(identity, "realtime");
      if (this.#asking.has(question)) this.#post(index, certificate);
    } catch (error) {
      const reason = formatErrorChain(error);
      this.#options.post(index, { type: "certificate-failed", identity, reason });
    } finally {
      this.#asking.delete(question);
    }
  }

  [Symbol.dispose](): void {
    for (const subscription of this.#subscriptions) subscription[Symbol.dispose]();
  }

  #refusalOf(identity: Identity): string | undefined {
    const wanted = formatIdentity(identity);
    const others = new Set<string>();
    for (const own of this.#options.ownIdentities()) {
      const text = formatIdentity(own);
      if (text === wanted) return undefined;
      others.add(text);
    }
    if (others.size === 0) return "the proxy's own workload is not in the mesh";
    return others.size === 1
      ? `this proxy may only use ${[...others].join()}`
      : "no pod that this proxy serves has this identity";
  }

  #issued(certificate: WorkloadCertificate): void {
    if (this.#refusalOf(certificate.identity) !== undefined) return;
    for (let worker = 0; worker < this.#options.workerCount; worker++) this.#post(worker, certificate);
  }

  /** The last certificate has expired and there is no other: workers must not go on with it. */
  #lost(identity: Identity, error: unknown): void {
    const reason = formatErrorChain(error);
    for (let worker = 0; worker < this.#options.workerCount; worker++) {
      this.#options.post(worker, { type: "certificate-failed", identity, reason });
    }
  }

  #post(worker: number, certificate: WorkloadCertificate): void {
    this.#asking.delete(questionOf(worker, certificate.identity));
    // The buffer is transferred, and wiped by the worker. Exactly the key's size: a Buffer of Node's pool would take its
    // neighbours along.
    const key = certificate.privateKeyPkcs8;
    const privateKeyPkcs8 = new Uint8Array(key).buffer;
    key.fill(0);
    const message: CertificateMessage = {
      type: "certificate",
      identity: certificate.identity,
      chainPem: certificate.chainPem,
      rootsPem: certificate.rootsPem,
      privateKeyPkcs8,
      notAfterMs: certificate.notAfterMs,
    };
    this.#options.post(worker, message, [privateKeyPkcs8]);
  }
}

function questionOf(worker: number, identity: Identity): string {
  return `${worker} ${formatIdentity(identity)}`;
}
