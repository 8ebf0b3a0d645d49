/**
 * TLS contexts of the workloads' identities on this thread: workloads of one service account share them. A context is
 * rebuilt when a new certificate arrives; tunnels that are up keep the old one, which OpenSSL frees with the last of them.
 */
import { formatIdentity, type Identity } from "@ambit/model";
import type { Reactor } from "@ambit/reactor";
import { type CertificateId, parseCertificateIds, TlsContext } from "@ambit/tls";
import type { CertificateMessage, PlaneConfig, WorkloadKey } from "../messages.ts";
import { Waiters } from "./waiters.ts";

/** Client and server side of one certificate. */
export interface WorkloadContexts {
  readonly client: TlsContext;
  readonly server: TlsContext;
  /** Tells a certificate that was sent twice. */
  readonly leafPem: string | undefined;
  /** Its certificates, for lists of revoked ones; empty unless there may be lists, and where it cannot be read. */
  readonly chain: readonly CertificateId[];
  /** Epoch milliseconds. */
  readonly notAfterMs: number;
}

/** What waiting for a certificate comes to. */
export type ContextsOutcome =
  | { readonly ok: true; readonly contexts: WorkloadContexts }
  | { readonly ok: false; readonly reason: string };

interface Entry {
  readonly identity: Identity;
  readonly waiters: Waiters<ContextsOutcome>;
  contexts: WorkloadContexts | undefined;
  failure: string | undefined;
}

export interface WorkloadTlsPorts {
  readonly reactor: Reactor;
  readonly config: Pick<PlaneConfig, "tlsGroups" | "tls12" | "checksRevocation">;
  /** Epoch milliseconds. */
  readonly wallClockMs: () => number;
  /** Asks the main thread for a certificate, with the priority of waiting traffic. */
  readonly request: (identity: Identity) => void;
}

type Account = Pick<WorkloadKey, "namespace" | "serviceAccount">;

/**
 * See the module comment. An expired certificate is not served: connections fail until a new one is there. Nothing is kept
 * of service accounts that no workload of this thread uses (any more).
 */
export class WorkloadTls {
  readonly #ports: WorkloadTlsPorts;
  readonly #entries = new Map<string, Entry>();
  /** Workloads by service account; the trust domain is known only when their records are. */
  readonly #users = new Map<string, number>();

  constructor(ports: WorkloadTlsPorts) {
    this.#ports = ports;
  }

  /** A workload of the account is served from here on. */
  addUser(account: Account): void {
    const key = accountKey(account);
    this.#users.set(key, (this.#users.get(key) ?? 0) + 1);
  }

  /** The last one takes the account's keys and contexts along. */
  removeUser(account: Account): void {
    const key = accountKey(account);
    const left = (this.#users.get(key) ?? 0) - 1;
    if (left > 0) {
      this.#users.set(key, left);
      return;
    }
    this.#users.delete(key);
    for (const [name, entry] of this.#entries) {
      if (accountKey(entry.identity) !== key) continue;
      this.#entries.delete(name);
      entry.contexts?.client.free();
      entry.contexts?.server.free();
      entry.waiters.resolve({ ok: false, reason: "no workload uses the identity any more" });
    }
  }

  /** Identities of which there is a certificate, also an expired one. */
  get size(): number {
    let count = 0;
    for (const entry of this.#entries.values()) if (entry.contexts !== undefined) count++;
    return count;
  }

  /** The contexts now, if they are there and valid. */
  find(identity: Identity): WorkloadContexts | undefined {
    const contexts = this.#entries.get(formatIdentity(identity))?.contexts;
    return contexts !== undefined && contexts.notAfterMs > this.#ports.wallClockMs() ? contexts : undefined;
  }

  /** Calls back at once or when the certificate came, the CA refused, or the time is up. */
  whenReady(identity: Identity, timeoutMs: number, callback: (outcome: ContextsOutcome) => void): void {
    const ready = this.find(identity);
    if (ready !== undefined) {
      callback({ ok: true, contexts: ready });
      return;
    }
    const entry = this.#entry(identity);
    if (entry.failure !== undefined && entry.contexts === undefined) {
      // The main thread retries on its own schedule; asking again raises the priority.
      this.#ports.request(identity);
      callback({ ok: false, reason: entry.failure });
      return;
    }
    this.#ports.request(identity);
    const isWaiting = entry.waiters.wait(timeoutMs, callback, () =>
      callback({ ok: false, reason: "no certificate in time" }),
    );
    if (!isWaiting) callback({ ok: false, reason: "too many connections wait for a certificate" });
  }

  /** Throws TlsError for material OpenSSL refuses; the previous contexts then stay. Wipes the key. */
  install(message: CertificateMessage): void {
    const { config } = this.#ports;
    const key = new Uint8Array(message.privateKeyPkcs8);
    const known = this.#entries.get(formatIdentity(message.identity))?.contexts;
    const isKnown = known !== undefined && known.leafPem === message.chainPem[0];
    if (isKnown || !this.#users.has(accountKey(message.identity))) {
      key.fill(0);
      return;
    }
    const material = { chainPem: message.chainPem, rootsPem: message.rootsPem, privateKeyPkcs8: key };
    const options = {
      material,
      groups: config.tlsGroups,
      minVersion: config.tls12 ? "1.2" : "1.3",
      keepsChains: config.checksRevocation,
    } as const;
    try {
      const { client, server } = TlsContext.createPair(options);
      const entry = this.#entry(message.identity);
      const previous = entry.contexts;
      const { chainPem, notAfterMs } = message;
      const chain = config.checksRevocation ? certificateIds(chainPem) : [];
      entry.contexts = { client, server, leafPem: chainPem[0], chain, notAfterMs };
      entry.failure = undefined;
      previous?.client.free();
      previous?.server.free();
      entry.waiters.resolve({ ok: true, contexts: entry.contexts });
    } finally {
      key.fill(0);
    }
  }

  /** The CA gave none. A certificate that is still valid stays in use. */
  fail(identity: Identity, reason: string): void {
    if (!this.#users.has(accountKey(identity))) return;
    const entry = this.#entry(identity);
    entry.failure = reason;
    if (this.find(identity) === undefined) entry.waiters.resolve({ ok: false, reason });
  }

  #entry(identity: Identity): Entry {
    const key = formatIdentity(identity);
    let entry = this.#entries.get(key);
    if (entry === undefined) {
      entry = {
        identity,
        waiters: new Waiters(this.#ports.reactor),
        contexts: undefined,
        failure: undefined,
      };
      this.#entries.set(key, entry);
    }
    return entry;
  }
}

/** OpenSSL reads more than this does. */
function certificateIds(chainPem: readonly string[]): readonly CertificateId[] {
  try {
    return parseCertificateIds(chainPem);
  } catch {
    return [];
  }
}

function accountKey({ namespace, serviceAccount }: Account): string {
  return `${namespace}/${serviceAccount}`;
}
