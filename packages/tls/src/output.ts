/**
 * The ciphertext that sessions of this thread produce. One memory BIO is shared by all of them, because a memory BIO
 * never gives memory back and per-connection ones would keep their peaks. Whoever calls handshake, read, write or
 * shutdown of a session must empty the output before another session of the thread is touched, or their bytes mix.
 *
 * The BIO works on a BUF_MEM (public struct: length u64, data u64, max u64, flags u64) in our own memory, so that
 * looking at the output needs no call; BIO_reset would also clear the whole capacity each time.
 */
import { allocateArea, type MemoryRange } from "@ambit/linux";
import { BIO_CTRL_SET_BUF_MEM, BIO_ctrl, BIO_new, BIO_s_mem, BIO_up_ref, CRYPTO_free } from "./openssl.ts";
import { TlsError } from "./tls-error.ts";

const BUF_MEM_BYTES = 32;
const BIO_NOCLOSE = 0;
const LENGTH = 0;
const DATA_LOW = 2;
const DATA_HIGH = 3;
const MAX = 4;
// Holds the records of the largest usual write with room to spare; what exceeds it is given back.
const KEPT_CAPACITY_BYTES = 1 << 20;

const bufMem = allocateArea(BUF_MEM_BYTES);
const words = new Uint32Array(bufMem.bytes.buffer, 0, BUF_MEM_BYTES / 4);
const range = { address: 0, length: 0 };
let bio = 0;

/** Bytes that wait to be sent. No call into OpenSSL. */
export function outputPending(): number {
  return word(LENGTH);
}

/** Where they are; good until the next call of any session or outputClear. */
export function outputAddress(): number {
  return word(DATA_HIGH) * 0x1_0000_0000 + word(DATA_LOW);
}

/** The waiting bytes, for sendFrom and copyMemory. The same object each time: do not keep it. */
export function outputRange(): MemoryRange {
  range.address = outputAddress();
  range.length = word(LENGTH);
  return range;
}

/** Forgets the waiting bytes. */
export function outputClear(): void {
  if (bio === 0) {
    return;
  }
  if (word(MAX) > KEPT_CAPACITY_BYTES) {
    CRYPTO_free(outputAddress(), 0, 0);
    words.fill(0);
  }
  words[LENGTH] = 0;
  // Makes the BIO take over the length we set.
  BIO_ctrl(bio, BIO_CTRL_SET_BUF_MEM, BIO_NOCLOSE, bufMem.address);
}

/** Bytes the output keeps allocated. */
export function outputCapacity(): number {
  return word(MAX);
}

/** A reference to the thread's BIO, which the caller hands on or frees. */
export function referOutputBio(): number {
  if (bio === 0) {
    bio = BIO_new(BIO_s_mem());
    if (bio === 0) {
      throw new TlsError("openssl", "OpenSSL cannot make a memory BIO");
    }
    BIO_ctrl(bio, BIO_CTRL_SET_BUF_MEM, BIO_NOCLOSE, bufMem.address);
  }
  BIO_up_ref(bio);
  return bio;
}

function word(index: number): number {
  return words[index] ?? 0;
}
