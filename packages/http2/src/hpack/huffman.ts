/** Strings in the Huffman code of RFC 7541 §5.2. Decoding walks four bits at a time through a generated automaton. */
import { HpackError } from "./hpack-error.ts";
import { EOS_SYMBOL, HUFFMAN_CODES, HUFFMAN_LENGTHS } from "./huffman-code.ts";

/** Bytes that `text` (Latin-1) takes when coded. */
export function huffmanBytes(text: string): number {
  let bits = 0;
  for (let i = 0; i < text.length; i++) bits += HUFFMAN_LENGTHS[text.charCodeAt(i)] ?? 0;
  return (bits + 7) >>> 3;
}

/** Writes `text` (Latin-1) coded at `at` and returns the end. The caller has made room for `huffmanBytes`. */
export function encodeHuffman(text: string, bytes: Uint8Array, start: number): number {
  let at = start;
  let pending = 0;
  let pendingBits = 0;
  for (let i = 0; i < text.length; i++) {
    const symbol = text.charCodeAt(i);
    const code = HUFFMAN_CODES[symbol] ?? 0;
    let bits = HUFFMAN_LENGTHS[symbol] ?? 0;
    // At most 7 bits are pending, so 16 more at a time stay within 32.
    if (bits > 16) {
      bits -= 16;
      pending = (pending << bits) | (code >>> 16);
      pendingBits += bits;
      while (pendingBits >= 8) bytes[at++] = pending >>> (pendingBits -= 8);
      bits = 16;
    }
    pending = (pending << bits) | (code & 0xffff);
    pendingBits += bits;
    while (pendingBits >= 8) bytes[at++] = pending >>> (pendingBits -= 8);
  }
  // The rest is filled with the most significant bits of EOS, which are ones.
  if (pendingBits > 0) bytes[at++] = (pending << (8 - pendingBits)) | (0xff >>> pendingBits);
  return at;
}

/** The longest string that `length` coded bytes can hold: no code is shorter than five bits. */
export function maxDecodedBytes(length: number): number {
  return Math.floor((length * 8) / 5);
}

/**
 * Decodes `bytes[start, end)` into `into`, which has `maxDecodedBytes` of room, and returns how many bytes that were.
 * Throws HpackError on EOS, and on padding that is longer than 7 bits or not all ones.
 */
export function decodeHuffman(bytes: Uint8Array, start: number, end: number, into: Uint8Array): number {
  let state = 0;
  let length = 0;
  for (let i = start; i < end; i++) {
    const byte = bytes[i] ?? 0;
    for (let shift = 4; shift >= 0; shift -= 4) {
      const step = STEPS[(state << 4) | ((byte >>> shift) & 0xf)] ?? FAIL;
      if (step === FAIL) throw new HpackError("bad-huffman", "the EOS symbol is in a Huffman string");
      state = step & 0xff;
      if (step > 0xff) into[length++] = (step >>> 8) - 1;
    }
  }
  if (MAY_END[state] !== 1) throw new HpackError("bad-huffman", "the padding of a Huffman string is wrong");
  return length;
}

const FAIL = -1;

/** A leaf of the code tree is its symbol as `-1 - symbol`, so that inner nodes are the numbers from 0. */
const TREE = buildTree();

/** For (inner node, 4 bits): the next node, plus 256 * (symbol + 1) if one was completed, or FAIL. */
const STEPS = buildSteps();

/** 1 for nodes where a string may end: at the root, or within 7 ones of it. */
const MAY_END = buildEnds();

function buildTree(): Int16Array {
  const tree = new Int16Array(2 * 256);
  let nodes = 1;
  HUFFMAN_CODES.forEach((code, symbol) => {
    let node = 0;
    for (let bit = (HUFFMAN_LENGTHS[symbol] ?? 0) - 1; bit > 0; bit--) {
      const edge = 2 * node + ((code >>> bit) & 1);
      if (tree[edge] === 0) tree[edge] = nodes++;
      node = tree[edge] ?? 0;
    }
    tree[2 * node + (code & 1)] = -1 - symbol;
  });
  return tree;
}

function buildSteps(): Int32Array {
  const steps = new Int32Array(256 * 16);
  for (let i = 0; i < steps.length; i++) steps[i] = walk(i >>> 4, i & 0xf);
  return steps;
}

function walk(from: number, nibble: number): number {
  let node = from;
  let emitted = 0;
  for (let bit = 3; bit >= 0; bit--) {
    const next = TREE[2 * node + ((nibble >>> bit) & 1)] ?? 0;
    const symbol = -1 - next;
    if (symbol === EOS_SYMBOL) return FAIL;
    if (symbol >= 0) emitted = symbol + 1;
    node = symbol >= 0 ? 0 : next;
  }
  return (emitted << 8) | node;
}

function buildEnds(): Uint8Array {
  const ends = new Uint8Array(256);
  let node = 0;
  for (let ones = 0; ones <= 7; ones++) {
    ends[node] = 1;
    node = TREE[2 * node + 1] ?? 0;
  }
  return ends;
}
