/**
 * The ciphertext that sessions of this thread are about to decrypt. One area is received into and one read-only memory
 * BIO hands it to OpenSSL, record by record: a session that reads its socket itself needs a buffer of its own, which
 * holds one record (a system call for each) or moves all that is left of several to its front after each one.
 *
 * The BIO works on a BUF_MEM (public struct: length u64, data u64, max u64, flags u64) in our own memory, so that
 * neither filling it nor looking at it needs a call.
 */
import { allocateArea, recvInto } from "@ambit/linux";
import {
  BIO_CTRL_SET_BUF_MEM,
  BIO_CTRL_SET_MEM_EOF_RETURN,
  BIO_ctrl,
  BIO_new_mem_buf,
  BIO_up_ref,
} from "./openssl.ts";
import { TlsError } from "./tls-error.ts";

/**
 * What one receive can bring. More would mean fewer system calls, but this much stays in the processor's nearest caches
 * from the receive to the decryption.
 */
export const INPUT_BYTES: number = 64 * 1024;

const BUF_MEM_BYTES = 32;
const LENGTH = 0;
const DATA_LOW = 2;
const DATA_HIGH = 3;
const MAX = 4;
const BIO_NOCLOSE = 0;
/** A memory BIO that is empty says "try again", rather than that the stream has ended. */
const RETRY = -1;
const TWO_32 = 0x1_0000_0000;

/** A session, as far as its received bytes are concerned. */
export interface InputOwner {
  /** What it had not read when another session needed the area. */
  unread: Uint8Array | undefined;
}

const area = allocateArea(INPUT_BYTES);
const bufMem = allocateArea(BUF_MEM_BYTES);
const words = new Uint32Array(bufMem.bytes.buffer, 0, BUF_MEM_BYTES / 4);
let owner: InputOwner | undefined;
let bio = 0;

/** Makes the area that of `session`. What another one has not read is copied aside; nobody need read to the end. */
export function takeInput(session: InputOwner): void {
  if (owner === session) return;
  const length = words[LENGTH] ?? 0;
  if (owner !== undefined && length > 0) {
    const start = (words[DATA_HIGH] ?? 0) * TWO_32 + (words[DATA_LOW] ?? 0) - area.address;
    owner.unread = area.bytes.slice(start, start + length);
  }
  owner = session;
  const { unread } = session;
  session.unread = undefined;
  if (unread !== undefined) area.bytes.set(unread);
  fill(unread?.length ?? 0);
}

/** Bytes of the session that has taken the area. No call into OpenSSL. */
export function inputPending(): number {
  return words[LENGTH] ?? 0;
}

/** Receives what there is for the session that has taken the area; nothing of it may be pending. As recvInto. */
export function receiveInput(fd: number): number {
  const received = recvInto(fd, area, 0, INPUT_BYTES);
  if (received > 0) fill(received);
  return received;
}

/** Forgets what was received for the session. */
export function dropInput(session: InputOwner): void {
  session.unread = undefined;
  if (owner !== session) return;
  owner = undefined;
  fill(0);
}

/** A reference to the thread's BIO, which the caller hands on or frees. */
export function referInputBio(): number {
  if (bio === 0) {
    bio = BIO_new_mem_buf(area.address, 1);
    if (bio === 0) {
      throw new TlsError("openssl", "OpenSSL cannot make a memory BIO");
    }
    BIO_ctrl(bio, BIO_CTRL_SET_MEM_EOF_RETURN, RETRY, 0);
    fill(0);
    BIO_ctrl(bio, BIO_CTRL_SET_BUF_MEM, BIO_NOCLOSE, bufMem.address);
  }
  BIO_up_ref(bio);
  return bio;
}

function fill(length: number): void {
  words[LENGTH] = length;
  words[MAX] = length;
  words[DATA_LOW] = area.address % TWO_32;
  words[DATA_HIGH] = Math.floor(area.address / TWO_32);
}
