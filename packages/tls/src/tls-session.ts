/**
 * One TLS connection on a non-blocking descriptor: it receives from the descriptor itself, through the thread's input
 * (see input.ts), and writes to the thread's shared output (see output.ts), which the caller sends.
 */
import {
  badArgument,
  checkFd,
  checkRange,
  ERRNO,
  errnoMessage,
  type MemoryRange,
  type NativeArea,
} from "@ambit/linux";
import { dropInput, type InputOwner, inputPending, receiveInput, referInputBio, takeInput } from "./input.ts";
import { LENGTH_ADDRESS, LENGTH_AT, nativeScratchView, POINTER_ADDRESS } from "./native-scratch.ts";
import {
  ERR_clear_error,
  ERROR_WANT_READ,
  ERROR_WANT_WRITE,
  ERROR_ZERO_RETURN,
  SSL_CIPHER_standard_name,
  SSL_do_handshake,
  SSL_free,
  SSL_free_buffers,
  SSL_get_current_cipher,
  SSL_get_error,
  SSL_get_version,
  SSL_get0_alpn_selected,
  SSL_get0_group_name,
  SSL_new,
  SSL_read,
  SSL_set_accept_state,
  SSL_set_connect_state,
  SSL_set0_rbio,
  SSL_set0_wbio,
  SSL_shutdown,
  SSL_write,
} from "./openssl.ts";
import { takeQueuedError } from "./openssl-errors.ts";
import { referOutputBio, WRITE_BYTES } from "./output.ts";
import {
  type PeerCheck,
  setCurrentVerification,
  type TlsPeer,
  type Verification,
} from "./peer-verification.ts";
import { isOverLimit, limitPostHandshake, startCounting } from "./post-handshake-limit.ts";
import { type BufferOwner, RecordBuffers } from "./record-buffers.ts";
import type { TlsContext } from "./tls-context.ts";
import { TlsError } from "./tls-error.ts";
import { type TlsFailure, takeQueuedFailure } from "./tls-failure.ts";

/** Nothing to receive before the descriptor turns readable; nothing more to decrypt; for a write: the handshake is not done. */
export const TLS_AGAIN = -1;
/** The peer will send nothing more: close_notify, or a bare end of the TCP stream. */
export const TLS_CLOSED = -2;
/** See failure(); the output may hold an alert to send. */
export const TLS_FAILED = -3;

/** "again": after more bytes have arrived; "failed": see failure(), and send the output, which may be an alert. */
export type HandshakeResult = "done" | "again" | "failed";

/** Proven facts of a session whose handshake is done. */
export interface TlsFacts {
  /** `TLSv1.3` */
  readonly version: string;
  /** The IANA name, such as `TLS_AES_256_GCM_SHA384`. */
  readonly cipher: string;
  /** `X25519MLKEM768` */
  readonly group: string;
  /** `undefined` if the peer offers no ALPN. */
  readonly alpn: "h2" | undefined;
  /** Decimal serial number of the peer's certificate. */
  readonly peerSerial: string;
  /** URI names of the peer's certificate. */
  readonly peerUriSans: readonly string[];
}

/** Of this thread. */
const recordBuffers = new RecordBuffers(SSL_free_buffers);

type SessionState = "handshake" | "open" | "failed" | "freed";

/** Owns its native state, which only free() releases; the descriptor stays the caller's. */
export class TlsSession implements InputOwner {
  unread: Uint8Array | undefined;
  readonly #buffers: BufferOwner;
  readonly #verification: Verification;
  readonly #fd: number;
  #ssl: number;
  #state: SessionState = "handshake";
  /** A read took less than the record that OpenSSL had decrypted. */
  #isRecordLeft = false;

  /** `fd`: a non-blocking, connected socket. No byte is sent before handshake(). */
  constructor(context: TlsContext, fd: number, peerCheck: PeerCheck) {
    checkFd(fd);
    const ssl = SSL_new(context.pointer);
    if (ssl === 0) {
      throw new TlsError("openssl", `no TLS session: ${takeQueuedError().text}`);
    }
    SSL_set0_rbio(ssl, referInputBio());
    SSL_set0_wbio(ssl, referOutputBio());
    if (context.role === "client") {
      SSL_set_connect_state(ssl);
    } else {
      SSL_set_accept_state(ssl);
    }
    this.#fd = fd;
    this.#ssl = ssl;
    this.#buffers = { pointer: ssl, hasBuffers: false };
    this.#verification = { peerCheck, keepsChain: context.keepsChains, peer: undefined, failure: undefined };
  }

  /**
   * Goes on as far as the bytes that have come allow. After "done" the session may hold received data already, as
   * `hasPending` tells.
   */
  handshake(): HandshakeResult {
    if (this.#state !== "handshake") {
      return this.#notOpen() === TLS_FAILED ? "failed" : "done";
    }
    takeInput(this);
    for (;;) {
      const result = this.#stepHandshake();
      if (result === 1) {
        this.#state = "open";
        limitPostHandshake(this.#ssl);
        return "done";
      }
      if (this.#outcome(result) !== TLS_AGAIN) {
        break;
      }
      const received = this.#receive();
      if (received === TLS_AGAIN) {
        return "again";
      }
      if (received < 0) {
        break;
      }
    }
    this.#state = "failed";
    return "failed";
  }

  #stepHandshake(): number {
    ERR_clear_error();
    recordBuffers.keep(this.#buffers);
    setCurrentVerification(this.#verification);
    const result = SSL_do_handshake(this.#ssl);
    setCurrentVerification(undefined);
    return result;
  }

  /**
   * Receives what there is, at most INPUT_BYTES, for `read` to decrypt; how much that is, or TLS_AGAIN, TLS_CLOSED or
   * TLS_FAILED. What was received before must be used up first: as long as it is not, nothing is received.
   */
  receive(): number {
    if (this.#state !== "open") {
      return this.#notOpen();
    }
    takeInput(this);
    return inputPending() > 0 ? inputPending() : this.#receive();
  }

  /** Decrypts at most one record of what was received; TLS_AGAIN when that does not hold a whole one any more. */
  read(area: NativeArea, offset: number, length: number): number {
    checkRange(area, offset, length);
    if (length === 0) {
      throw badArgument("length", length);
    }
    if (this.#state !== "open") {
      return this.#notOpen();
    }
    takeInput(this);
    recordBuffers.keep(this.#buffers);
    startCounting();
    const result = SSL_read(this.#ssl, area.address + offset, length);
    this.#isRecordLeft = result === length;
    if (result > 0) {
      return result;
    }
    return isOverLimit() ? this.#cutOff() : this.#outcome(result);
  }

  /** Whether `read` has something to look at: received bytes, be they a part of a record, or the rest of a record. */
  hasPending(): boolean {
    if (this.#state !== "open") {
      return false;
    }
    takeInput(this);
    return this.#isRecordLeft || inputPending() > 0;
  }

  /**
   * Encrypts everything, as records of at most 16 KiB, into the output; the length, TLS_AGAIN or TLS_FAILED. At most
   * WRITE_BYTES, and the output must be empty.
   */
  write(range: MemoryRange, offset: number, length: number): number {
    checkRange(range, offset, length);
    if (length > WRITE_BYTES) {
      throw badArgument("length", length);
    }
    if (length === 0) {
      return 0;
    }
    if (this.#state !== "open") {
      return this.#notOpen();
    }
    recordBuffers.keep(this.#buffers);
    const result = SSL_write(this.#ssl, range.address + offset, length);
    return result > 0 ? result : this.#outcome(result);
  }

  /** Puts close_notify into the output; reading may go on. Does nothing before the handshake is done. */
  shutdown(): void {
    if (this.#state === "open") {
      SSL_shutdown(this.#ssl);
      ERR_clear_error();
    }
  }

  /** Why handshake, read or write failed, and what became of the session otherwise ("internal"). */
  failure(): TlsFailure {
    return this.#verification.failure ?? { code: "internal", message: "the session has not failed" };
  }

  /** The peer's certificate once it was found to have a good chain, even if the PeerCheck refused it. */
  get peer(): TlsPeer | undefined {
    return this.#verification.peer;
  }

  /** Only for a session whose handshake is done; throws TlsError "not-open" otherwise. */
  facts(): TlsFacts {
    if (this.#state !== "open") {
      throw new TlsError("not-open", `the TLS session is in state ${this.#state}`);
    }
    const ssl = this.#ssl;
    SSL_get0_alpn_selected(ssl, POINTER_ADDRESS, LENGTH_ADDRESS);
    const cipher = SSL_get_current_cipher(ssl);
    return {
      version: SSL_get_version(ssl),
      cipher: cipher === 0 ? "" : (SSL_CIPHER_standard_name(cipher) ?? ""),
      group: SSL_get0_group_name(ssl) ?? "",
      alpn: nativeScratchView.getUint32(LENGTH_AT, true) === 0 ? undefined : "h2",
      peerSerial: this.#verification.peer?.serialNumber ?? "",
      peerUriSans: this.#verification.peer?.uriSans ?? [],
    };
  }

  /** Releases the native state; does not close the descriptor and sends nothing. May be repeated. */
  free(): void {
    if (this.#ssl !== 0) {
      dropInput(this);
      recordBuffers.forget(this.#buffers);
      SSL_free(this.#ssl);
      this.#ssl = 0;
      this.#state = "freed";
    }
  }

  // SSL_read and SSL_write would go on with the handshake by themselves, with no check of the peer set up.
  #notOpen(): number {
    if (this.#state === "freed") {
      throw new TlsError("freed", "the TLS session is freed");
    }
    return this.#state === "failed" ? TLS_FAILED : TLS_AGAIN;
  }

  #receive(): number {
    const received = receiveInput(this.#fd);
    if (received > 0) {
      return received;
    }
    if (received === -ERRNO.EAGAIN) {
      return TLS_AGAIN;
    }
    if (received === 0) {
      this.#verification.failure ??= { code: "closed", message: "the peer closed the connection" };
      return TLS_CLOSED;
    }
    this.#verification.failure ??= { code: "closed", message: errnoMessage(received) };
    this.#state = "failed";
    return TLS_FAILED;
  }

  #cutOff(): number {
    ERR_clear_error();
    dropInput(this);
    this.#verification.failure = {
      code: "protocol",
      message: "the peer sends too many post-handshake messages",
    };
    this.#state = "failed";
    return TLS_FAILED;
  }

  #outcome(result: number): number {
    const error = SSL_get_error(this.#ssl, result);
    if (error === ERROR_WANT_READ || error === ERROR_WANT_WRITE) {
      return TLS_AGAIN;
    }
    if (error === ERROR_ZERO_RETURN) {
      this.#verification.failure ??= { code: "closed", message: "the peer closed the connection" };
      return TLS_CLOSED;
    }
    const queued = takeQueuedFailure();
    ERR_clear_error();
    // The verdict on the certificate is the cause of what OpenSSL reports after it.
    this.#verification.failure ??= queued;
    this.#state = "failed";
    return TLS_FAILED;
  }
}
