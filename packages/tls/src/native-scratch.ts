/** Memory for arguments and results of OpenSSL calls; each use is over before its function returns. */
import { allocateArea } from "@ambit/linux";

// Pages cost nothing until used: this is the limit for one PEM text, key or certificate.
const SCRATCH_BYTES = 1 << 20;
const FIXED_BYTES = 64;

/** The memory itself; `nativeScratchView` is the same. */
export const nativeScratch = allocateArea(SCRATCH_BYTES);
export const nativeScratchView = new DataView(nativeScratch.bytes.buffer);

/** The list that both sides offer and accept, in the wire form of ALPN (RFC 7301 §3.1), for the life of the thread. */
export const ALPN_LIST = { address: nativeScratch.address, length: 3 } as const;
/** A NUL-terminated empty string: OpenSSL asks the terminal for a password unless it is given one. */
export const EMPTY_STRING_ADDRESS = nativeScratch.address + 8;
export const POINTER_AT = 16;
export const POINTER_ADDRESS = nativeScratch.address + POINTER_AT;
export const LENGTH_AT = 24;
export const LENGTH_ADDRESS = nativeScratch.address + LENGTH_AT;
export const CONTENT_AT = FIXED_BYTES;
export const CONTENT_ADDRESS = nativeScratch.address + CONTENT_AT;
export const CONTENT_CAPACITY = SCRATCH_BYTES - FIXED_BYTES;

nativeScratch.bytes.set([2, "h".charCodeAt(0), "2".charCodeAt(0)]);

/** Sets the pointer at POINTER_ADDRESS to the start of the content. */
export function pointToContent(): void {
  nativeScratchView.setBigUint64(POINTER_AT, BigInt(CONTENT_ADDRESS), true);
}

/** Runs `use` with the bytes at CONTENT_ADDRESS and wipes them afterwards, whatever happens; throws if they do not fit. */
export function withContent<T>(content: Uint8Array, use: (length: number) => T): T {
  nativeScratch.bytes.set(content, CONTENT_AT);
  try {
    return use(content.length);
  } finally {
    nativeScratch.bytes.fill(0, CONTENT_AT, CONTENT_AT + content.length);
  }
}
