/** SSL_CTX: the material and the rules that the sessions of one identity and role share. */
import { checkInteger } from "@ambit/linux";
import {
  ALPN_LIST,
  CONTENT_ADDRESS,
  CONTENT_CAPACITY,
  EMPTY_STRING_ADDRESS,
  POINTER_ADDRESS,
  pointToContent,
  withContent,
} from "./native-scratch.ts";
import {
  BIO_free,
  BIO_new_mem_buf,
  CTRL_CHAIN_CERT,
  CTRL_GROUPS_LIST,
  CTRL_MAX_PROTO_VERSION,
  CTRL_MIN_PROTO_VERSION,
  CTRL_MODE,
  CTRL_SESSION_CACHE_MODE,
  d2i_AutoPrivateKey,
  ERR_clear_error,
  EVP_PKEY_free,
  PEM_read_bio_X509,
  SSL_CTX_add_client_CA,
  SSL_CTX_check_private_key,
  SSL_CTX_ctrl,
  SSL_CTX_ctrl_text,
  SSL_CTX_free,
  SSL_CTX_new,
  SSL_CTX_set_alpn_protos,
  SSL_CTX_set_alpn_select_cb,
  SSL_CTX_set_cert_verify_callback,
  SSL_CTX_set_cipher_list,
  SSL_CTX_set_ciphersuites,
  SSL_CTX_set_num_tickets,
  SSL_CTX_set_options,
  SSL_CTX_set_verify,
  SSL_CTX_set_verify_depth,
  SSL_CTX_set1_cert_store,
  SSL_CTX_up_ref,
  SSL_CTX_use_certificate,
  SSL_CTX_use_PrivateKey,
  TLS_method,
  X509_free,
  X509_STORE_add_cert,
  X509_STORE_free,
  X509_STORE_new,
  X509_STORE_set_flags,
  X509_self_signed,
} from "./openssl.ts";
import { takeQueuedError } from "./openssl-errors.ts";
import { threadCallbacks } from "./peer-verification.ts";
import { TlsError, type TlsErrorCode } from "./tls-error.ts";

/** One workload's certificate and what it trusts. Nothing of it is kept outside OpenSSL. */
export interface TlsIdentityMaterial {
  /** Leaf first. A self-signed certificate behind it is left out: a root is never sent. */
  readonly chainPem: readonly string[];
  readonly privateKeyPkcs8: Uint8Array;
  readonly rootsPem: readonly string[];
}

/** Which side of a connection a session is. */
export type TlsRole = "client" | "server";

/** What makes one context; everything else is fixed. */
export interface TlsContextOptions {
  readonly role: TlsRole;
  readonly material: TlsIdentityMaterial;
  /** OpenSSL's list syntax; `*` marks the groups that a client sends key shares for. */
  readonly groups?: string;
  /** "1.3" unless given; "1.2" allows both. */
  readonly minVersion?: "1.3" | "1.2";
  /** Sessions keep who issued each certificate of the peer's chain (TlsPeer.chain), for lists of revoked ones. */
  readonly keepsChains?: boolean;
}

/**
 * Two key shares, because the peers are of two kinds: ours take the hybrid, stock ones built without it take X25519
 * and would otherwise cost a HelloRetryRequest.
 */
export const DEFAULT_GROUPS = "*X25519MLKEM768:*X25519:P-256:P-384";

// No ChaCha20 and in this order, as ztunnel.
const SUITES_13 = "TLS_AES_256_GCM_SHA384:TLS_AES_128_GCM_SHA256";
const SUITES_12 =
  "ECDHE-ECDSA-AES256-GCM-SHA384:ECDHE-ECDSA-AES128-GCM-SHA256:ECDHE-RSA-AES256-GCM-SHA384:ECDHE-RSA-AES128-GCM-SHA256";
const PROTOCOL_12 = 0x303;
const PROTOCOL_13 = 0x304;

const MODE_MOVING_WRITE_BUFFER = 0x2;
const MODE_AUTO_RETRY = 0x4;
const MODE_NO_AUTO_CHAIN = 0x8;
const OP_NO_TICKET = 0x4000;
const OP_NO_COMPRESSION = 0x20000;
const OP_CIPHER_SERVER_PREFERENCE = 0x400000;
const OP_NO_RENEGOTIATION = 0x40000000;
/**
 * RFC 8879, both directions (bits 32 and 33). Node's OpenSSL brings brotli, and a client would compress its chain anew
 * in each handshake: two thirds of the whole handshake's time, to save some hundred bytes.
 */
const OP_NO_CERTIFICATE_COMPRESSION = 0x3_0000_0000;
const CACHE_OFF = 0;
const VERIFY_PEER_OR_FAIL = 0x3;
/** A mesh chain has one or two intermediates; the bound keeps a peer from making us check long ones. */
const MAX_CHAIN_DEPTH = 8;
const ADD_REFERENCE = 1;
const STORE_PARTIAL_CHAIN = 0x80000;
const MAX_CERTIFICATES = 256;
const LIBRARY_PEM = 9;
const REASON_NO_START_LINE = 108;

/** Belongs to the thread that made it. */
export class TlsContext {
  readonly role: TlsRole;
  readonly keepsChains: boolean;
  #pointer: number;

  private constructor(role: TlsRole, pointer: number, keepsChains = false) {
    this.role = role;
    this.keepsChains = keepsChains;
    this.#pointer = pointer;
  }

  /** Throws TlsError, which names the part of the material or the option that OpenSSL refuses. */
  static create(options: TlsContextOptions): TlsContext {
    return new TlsContext(options.role, makeContext(options, [options.role]), options.keepsChains);
  }

  /** Both sides of one identity: half the memory of two contexts, and the material is read once. Each is freed. */
  static createPair(options: Omit<TlsContextOptions, "role">): Readonly<Record<TlsRole, TlsContext>> {
    const pointer = makeContext(options, ["client", "server"]);
    SSL_CTX_up_ref(pointer);
    const { keepsChains } = options;
    return {
      client: new TlsContext("client", pointer, keepsChains),
      server: new TlsContext("server", pointer, keepsChains),
    };
  }

  /** For sessions only. Throws after free(). */
  get pointer(): number {
    if (this.#pointer === 0) {
      throw new TlsError("freed", "the TLS context is freed");
    }
    return this.#pointer;
  }

  /** Sessions that are open keep what they need. */
  free(): void {
    if (this.#pointer !== 0) {
      SSL_CTX_free(this.#pointer);
      this.#pointer = 0;
    }
  }
}

type ContextRules = Omit<TlsContextOptions, "role">;

/** What a role needs is nothing to the other one, so that a context may be for both: sessions say which side they are. */
function makeContext(rules: ContextRules, roles: readonly TlsRole[]): number {
  ERR_clear_error();
  const pointer = SSL_CTX_new(TLS_method());
  if (pointer === 0) {
    throw new TlsError("openssl", `no TLS context: ${takeQueuedError().text}`);
  }
  try {
    applyRules(pointer, rules);
    applyCallbacks(pointer, roles);
    applyIdentity(pointer, rules.material);
    applyRoots(pointer, rules.material.rootsPem, roles);
  } catch (error) {
    SSL_CTX_free(pointer);
    ERR_clear_error();
    throw error;
  }
  return pointer;
}

function applyRules(context: number, options: ContextRules): void {
  const minProtocol = options.minVersion === "1.2" ? PROTOCOL_12 : PROTOCOL_13;
  demand(SSL_CTX_ctrl(context, CTRL_MIN_PROTO_VERSION, minProtocol, 0) === 1, "minVersion");
  demand(SSL_CTX_ctrl(context, CTRL_MAX_PROTO_VERSION, PROTOCOL_13, 0) === 1, "maximum version");
  demand(SSL_CTX_set_ciphersuites(context, SUITES_13) === 1, "TLS 1.3 suites");
  demand(SSL_CTX_set_cipher_list(context, SUITES_12) === 1, "TLS 1.2 suites");
  const groups = options.groups ?? DEFAULT_GROUPS;
  demand(SSL_CTX_ctrl_text(context, CTRL_GROUPS_LIST, 0, groups) === 1, `groups "${groups}"`);
  // Resumption would skip the verification of the peer.
  SSL_CTX_ctrl(context, CTRL_SESSION_CACHE_MODE, CACHE_OFF, 0);
  SSL_CTX_set_num_tickets(context, 0);
  SSL_CTX_set_options(
    context,
    // A sum, since `|` has 32 bits.
    OP_NO_CERTIFICATE_COMPRESSION +
      (OP_NO_TICKET | OP_NO_COMPRESSION | OP_CIPHER_SERVER_PREFERENCE | OP_NO_RENEGOTIATION),
  );
  // Without AUTO_RETRY a read could say "again" with received bytes left, for which no event comes any more.
  SSL_CTX_ctrl(context, CTRL_MODE, MODE_MOVING_WRITE_BUFFER | MODE_AUTO_RETRY | MODE_NO_AUTO_CHAIN, 0);
  SSL_CTX_set_verify(context, VERIFY_PEER_OR_FAIL, 0);
  SSL_CTX_set_verify_depth(context, MAX_CHAIN_DEPTH);
}

function applyCallbacks(context: number, roles: readonly TlsRole[]): void {
  const callbacks = threadCallbacks();
  SSL_CTX_set_cert_verify_callback(context, callbacks.verify, 0);
  if (roles.includes("server")) SSL_CTX_set_alpn_select_cb(context, callbacks.selectAlpn, 0);
  if (roles.includes("client")) {
    // The one function of the library that gives 0 on success.
    demand(SSL_CTX_set_alpn_protos(context, ALPN_LIST.address, ALPN_LIST.length) === 0, "ALPN list");
  }
}

function applyIdentity(context: number, material: TlsIdentityMaterial): void {
  let count = 0;
  eachCertificate(
    material.chainPem,
    { code: "bad-certificate", what: "certificate chain" },
    (certificate, place) => {
      count += 1;
      if (count === 1) {
        demandMaterial(SSL_CTX_use_certificate(context, certificate) === 1, "bad-certificate", place);
      } else if (X509_self_signed(certificate, 0) !== 1) {
        const added = SSL_CTX_ctrl(context, CTRL_CHAIN_CERT, ADD_REFERENCE, certificate);
        demandMaterial(added === 1, "bad-certificate", place);
      }
    },
  );
  applyKey(context, material.privateKeyPkcs8);
}

function applyKey(context: number, pkcs8: Uint8Array): void {
  if (!(pkcs8 instanceof Uint8Array) || pkcs8.length === 0) {
    throw new TlsError("bad-key", "private key: it is empty");
  }
  demandSize(pkcs8, "bad-key", "private key");
  const key = withContent(pkcs8, (length) => {
    pointToContent();
    return d2i_AutoPrivateKey(0, POINTER_ADDRESS, length);
  });
  demandMaterial(key !== 0, "bad-key", "private key");
  const used = SSL_CTX_use_PrivateKey(context, key);
  EVP_PKEY_free(key);
  // A key of another kind than the certificate's is taken at first, for a certificate to come.
  const isMatch = used === 1 && SSL_CTX_check_private_key(context) === 1;
  demandMaterial(isMatch, "key-mismatch", "private key for the leaf certificate");
}

function applyRoots(context: number, rootsPem: readonly string[], roles: readonly TlsRole[]): void {
  const store = X509_STORE_new();
  demand(store !== 0, "certificate store");
  // Whatever is delivered as a root is an anchor, self-signed or not, as in stock peers.
  X509_STORE_set_flags(store, STORE_PARTIAL_CHAIN);
  try {
    eachCertificate(rootsPem, { code: "bad-roots", what: "roots" }, (certificate, place) => {
      demandMaterial(X509_STORE_add_cert(store, certificate) === 1, "bad-roots", place);
      // The names tell a client with several identities which one to send (RFC 8446 §4.2.4).
      if (roles.includes("server")) {
        demandMaterial(SSL_CTX_add_client_CA(context, certificate) === 1, "bad-roots", place);
      }
    });
    SSL_CTX_set1_cert_store(context, store);
  } finally {
    X509_STORE_free(store);
  }
}

type MaterialKind = { readonly code: TlsErrorCode; readonly what: string };

function eachCertificate(
  entries: readonly string[],
  kind: MaterialKind,
  use: (certificate: number, place: string) => void,
): void {
  if (!Array.isArray(entries) || entries.length === 0) {
    throw new TlsError(kind.code, `${kind.what}: there is no certificate`);
  }
  checkInteger("number of certificates", entries.length, { min: 1, max: MAX_CERTIFICATES });
  entries.forEach((pem, index) => {
    const place = `${kind.what}, entry ${index + 1}`;
    if (typeof pem !== "string") {
      throw new TlsError(kind.code, `${place}: not a text`);
    }
    const bytes = new TextEncoder().encode(pem);
    demandSize(bytes, kind.code, place);
    withContent(bytes, (length) => readEntry(length, kind.code, place, use));
  });
}

/** One entry may hold several certificates; text around them is allowed, as in every PEM reader. */
function readEntry(
  length: number,
  code: TlsErrorCode,
  place: string,
  use: (certificate: number, place: string) => void,
): void {
  const bio = BIO_new_mem_buf(CONTENT_ADDRESS, length);
  demand(bio !== 0, "memory BIO");
  try {
    for (let count = 0; count <= MAX_CERTIFICATES; count += 1) {
      const certificate = PEM_read_bio_X509(bio, 0, 0, EMPTY_STRING_ADDRESS);
      if (certificate === 0) {
        const error = takeQueuedError();
        const isEnd = error.library === LIBRARY_PEM && error.reason === REASON_NO_START_LINE;
        if (isEnd && count > 0) {
          return;
        }
        throw new TlsError(code, `${place}: ${isEnd ? "no certificate in PEM form" : error.text}`);
      }
      try {
        use(certificate, place);
      } finally {
        X509_free(certificate);
      }
    }
    throw new TlsError(code, `${place}: more than ${MAX_CERTIFICATES} certificates`);
  } finally {
    BIO_free(bio);
  }
}

function demandSize(content: Uint8Array, code: TlsErrorCode, what: string): void {
  if (content.length > CONTENT_CAPACITY) {
    throw new TlsError(code, `${what}: ${content.length} bytes exceed the limit of ${CONTENT_CAPACITY}`);
  }
}

function demand(isSet: boolean, what: string): void {
  demandMaterial(isSet, "bad-options", what);
}

function demandMaterial(isUsable: boolean, code: TlsErrorCode, what: string): void {
  if (!isUsable) {
    throw new TlsError(code, `${what}: ${takeQueuedError().text}`);
  }
}
