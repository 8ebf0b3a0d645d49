/**
 * The ciphertext that sessions of this thread produce. One BIO pair is shared by all of them, because per-connection
 * buffers would keep their peaks. Whoever calls handshake, read, write or shutdown of a session must empty the output
 * before another session of the thread is touched, or their bytes mix.
 *
 * A pair, since a memory BIO clears its memory before it copies each record there. As the output is always emptied as
 * a whole, its bytes begin at the start of the pair's ring, which never moves.
 */
import type { MemoryRange } from "@ambit/linux";
import { nativeScratchView, POINTER_ADDRESS, POINTER_AT } from "./native-scratch.ts";
import {
  BIO_CTRL_RESET,
  BIO_CTRL_WPENDING,
  BIO_ctrl,
  BIO_new_bio_pair,
  BIO_nread0,
  BIO_up_ref,
} from "./openssl.ts";
import { TlsError } from "./tls-error.ts";

/** The most that one write may encrypt. */
export const WRITE_BYTES: number = 512 * 1024;

/** Holds the records of the largest write, with room to spare for alerts and handshake messages. */
const RING_BYTES = 2 * WRITE_BYTES;
/** The other direction is not used; the default would take memory. */
const NO_RING_BYTES = 1;

const range = { address: 0, length: 0 };
let writer = 0;
let reader = 0;

/** Bytes that wait to be sent. */
export function outputPending(): number {
  return writer === 0 ? 0 : BIO_ctrl(writer, BIO_CTRL_WPENDING, 0, 0);
}

/** The waiting bytes, for sendFrom and copyMemory, until the next call of any session. The same object each time. */
export function outputRange(): MemoryRange {
  range.length = outputPending();
  if (range.address === 0 && range.length > 0) {
    BIO_nread0(reader, POINTER_ADDRESS);
    range.address = Number(nativeScratchView.getBigUint64(POINTER_AT, true));
  }
  return range;
}

/** Forgets the waiting bytes. */
export function outputClear(): void {
  if (writer !== 0) {
    BIO_ctrl(writer, BIO_CTRL_RESET, 0, 0);
  }
}

/** A reference to the thread's BIO, which the caller hands on or frees. */
export function referOutputBio(): number {
  if (writer === 0) {
    makePair();
  }
  BIO_up_ref(writer);
  return writer;
}

function makePair(): void {
  const pointers = { writer: POINTER_ADDRESS, reader: POINTER_ADDRESS + 8 };
  if (BIO_new_bio_pair(pointers.writer, RING_BYTES, pointers.reader, NO_RING_BYTES) !== 1) {
    throw new TlsError("openssl", "OpenSSL cannot make a BIO pair");
  }
  writer = Number(nativeScratchView.getBigUint64(POINTER_AT, true));
  reader = Number(nativeScratchView.getBigUint64(POINTER_AT + 8, true));
}
