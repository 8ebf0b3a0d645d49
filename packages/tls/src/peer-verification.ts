/**
 * Judges the peer's certificate inside the handshake, so that a refused peer gets an alert and no byte of a request.
 * OpenSSL's callback carries no session of ours, hence the session in progress is state of the thread; the callbacks
 * are made once for each thread and used by all its contexts.
 */
import koffi from "koffi";
import { type CertificateId, parseCertificateId } from "./certificate-id.ts";
import { type ParsedLeaf, parseLeaf } from "./leaf.ts";
import {
  ALPN_LIST,
  CONTENT_AT,
  CONTENT_CAPACITY,
  nativeScratch,
  POINTER_ADDRESS,
  pointToContent,
} from "./native-scratch.ts";
import {
  i2d_X509,
  OPENSSL_sk_num,
  OPENSSL_sk_value,
  SSL_select_next_proto,
  X509_STORE_CTX_get_error,
  X509_STORE_CTX_get0_cert,
  X509_STORE_CTX_get0_chain,
  X509_STORE_CTX_get0_untrusted,
  X509_STORE_CTX_set_error,
  X509_verify_cert,
} from "./openssl.ts";
import {
  chainFailure,
  type PeerVerdict,
  REFUSAL_VERIFY_ERROR,
  refusalFailure,
  type TlsFailure,
  V_ERR_UNSPECIFIED,
} from "./tls-failure.ts";

/**
 * Decides about a peer whose chain is good. It must be synchronous, must not touch any session, and refuses by value;
 * what it throws ends the handshake as "internal". `chain`: see TlsPeer.
 */
export type PeerCheck = (
  uriSans: readonly string[],
  serialNumber: string,
  chain: readonly CertificateId[],
) => PeerVerdict;

/** The peer's certificate, as it was judged. */
export interface TlsPeer extends ParsedLeaf {
  /** Certificates the peer sent, its own included. */
  readonly chainLength: number;
  /** The chain that was verified, the leaf first and without the anchor; empty unless the context keeps chains. */
  readonly chain: readonly CertificateId[];
}

/** What the callback needs to know of a session, and leaves there. */
export interface Verification {
  readonly peerCheck: PeerCheck;
  readonly keepsChain: boolean;
  peer: TlsPeer | undefined;
  failure: TlsFailure | undefined;
}

interface ThreadCallbacks {
  readonly verify: bigint;
  readonly selectAlpn: bigint;
}

type AlpnArguments = readonly [
  ssl: number,
  out: number,
  outLength: number,
  offered: number,
  offeredLength: number,
];

const VERIFY_OK = 1;
const VERIFY_REFUSED = 0;
const ALPN_OK = 0;
const ALPN_FATAL = 2;
const NEGOTIATED = 1;
const NO_CHAIN: readonly CertificateId[] = [];

let current: Verification | undefined;
let callbacks: ThreadCallbacks | undefined;

/** Names the session for which the callbacks judge from here on; `undefined` when its call is over. */
export function setCurrentVerification(verification: Verification | undefined): void {
  current = verification;
}

/** The thread's callbacks. Their contexts must not be used by another thread. */
export function threadCallbacks(): ThreadCallbacks {
  callbacks ??= {
    verify: koffi.register(verifyPeer, koffi.pointer(koffi.proto("int", ["uintptr_t", "uintptr_t"]))),
    selectAlpn: koffi.register(
      selectAlpn,
      koffi.pointer(
        koffi.proto("int", ["uintptr_t", "uintptr_t", "uintptr_t", "uintptr_t", "unsigned int", "uintptr_t"]),
      ),
    ),
  };
  return callbacks;
}

// An exception would leave OpenSSL's C frames by a jump, with an unspecified verdict.
function verifyPeer(storeContext: number): number {
  try {
    if (current === undefined) {
      X509_STORE_CTX_set_error(storeContext, V_ERR_UNSPECIFIED);
      return VERIFY_REFUSED;
    }
    return judge(current, storeContext);
  } catch (error) {
    if (current !== undefined) {
      const reason = error instanceof Error ? error.message : String(error);
      current.failure = { code: "internal", message: `the check of the peer failed: ${reason}` };
    }
    X509_STORE_CTX_set_error(storeContext, V_ERR_UNSPECIFIED);
    return VERIFY_REFUSED;
  }
}

function judge(verification: Verification, storeContext: number): number {
  if (X509_verify_cert(storeContext) !== 1) {
    verification.failure = chainFailure(X509_STORE_CTX_get_error(storeContext));
    return VERIFY_REFUSED;
  }
  const peer = readPeer(storeContext, verification.keepsChain);
  verification.peer = peer;
  const verdict = verification.peerCheck(peer.uriSans, peer.serialNumber, peer.chain);
  if (verdict === "ok") {
    return VERIFY_OK;
  }
  verification.failure = refusalFailure(verdict);
  // A verdict outside the type, from unchecked code, must not become error 0, which OpenSSL shows as success.
  X509_STORE_CTX_set_error(storeContext, REFUSAL_VERIFY_ERROR[verdict] ?? V_ERR_UNSPECIFIED);
  return VERIFY_REFUSED;
}

function readPeer(storeContext: number, keepsChain: boolean): TlsPeer {
  const leaf = parseLeaf(readDer(X509_STORE_CTX_get0_cert(storeContext)));
  return {
    ...leaf,
    chainLength: OPENSSL_sk_num(X509_STORE_CTX_get0_untrusted(storeContext)),
    chain: keepsChain ? readChain(storeContext) : NO_CHAIN,
  };
}

/** The anchor is trusted as it is; a leaf that is one itself is the peer's certificate all the same. */
function readChain(storeContext: number): CertificateId[] {
  const stack = X509_STORE_CTX_get0_chain(storeContext);
  const count = Math.max(1, OPENSSL_sk_num(stack) - 1);
  return Array.from({ length: count }, (_, index) =>
    parseCertificateId(readDer(OPENSSL_sk_value(stack, index))),
  );
}

/** Valid until the next use of the scratch memory. */
function readDer(certificate: number): Uint8Array {
  const length = i2d_X509(certificate, 0);
  if (length <= 0 || length > CONTENT_CAPACITY) {
    throw new Error(`the certificate has ${length} bytes`);
  }
  pointToContent();
  i2d_X509(certificate, POINTER_ADDRESS);
  return nativeScratch.bytes.subarray(CONTENT_AT, CONTENT_AT + length);
}

function selectAlpn(...[, out, outLength, offered, offeredLength]: AlpnArguments): number {
  const result = SSL_select_next_proto(
    out,
    outLength,
    ALPN_LIST.address,
    ALPN_LIST.length,
    offered,
    offeredLength,
  );
  return result === NEGOTIATED ? ALPN_OK : ALPN_FATAL;
}
