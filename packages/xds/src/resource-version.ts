/**
 * XXH64 of a payload, as Istio's controllers use it for versions, so that a client which changes between controllers
 * is not sent what it has. 64-bit values are pairs of 32-bit halves: BigInt costs about fifty times as much.
 * Algorithm: https://github.com/Cyan4973/xxHash/blob/dev/doc/xxhash_spec.md
 */

/** A 64-bit number. */
interface Word {
  high: number;
  low: number;
}

const P1: Word = { high: 0x9e3779b1, low: 0x85ebca87 };
const P2: Word = { high: 0xc2b2ae3d, low: 0x27d4eb4f };
const P3: Word = { high: 0x165667b1, low: 0x9e3779f9 };
const P4: Word = { high: 0x85ebca77, low: 0xc2b2ae63 };
const P5: Word = { high: 0x27d4eb2f, low: 0x165667c5 };

const STRIPE_BYTES = 32;

/** The version of a payload: lower-case hexadecimal without leading zeros. */
export function resourceVersion(payload: Uint8Array): string {
  const { high, low } = hash(payload);
  const text = (low >>> 0).toString(16);
  return high === 0 ? text : (high >>> 0).toString(16) + text.padStart(8, "0");
}

function hash(bytes: Uint8Array): Word {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let at = 0;
  const result: Word = { high: 0, low: 0 };
  if (bytes.length >= STRIPE_BYTES) {
    const lanes = [plus(P1, P2), { ...P2 }, { high: 0, low: 0 }, minus(P1)] as const;
    for (; at + STRIPE_BYTES <= bytes.length; at += STRIPE_BYTES) {
      round(lanes[0], view, at);
      round(lanes[1], view, at + 8);
      round(lanes[2], view, at + 16);
      round(lanes[3], view, at + 24);
    }
    for (const [index, bits] of [1, 7, 12, 18].entries()) {
      const rotated = { ...(lanes[index] ?? result) };
      rotate(rotated, bits);
      add(result, rotated);
    }
    for (const lane of lanes) mergeLane(result, lane);
  } else {
    add(result, P5);
  }
  add(result, { high: 0, low: bytes.length });
  finishTail(result, view, at);
  avalanche(result);
  return result;
}

function round(lane: Word, view: DataView, at: number): void {
  const input = read(view, at);
  multiply(input, P2);
  add(lane, input);
  rotate(lane, 31);
  multiply(lane, P1);
}

function mergeLane(result: Word, lane: Word): void {
  const value = { ...lane };
  multiply(value, P2);
  rotate(value, 31);
  multiply(value, P1);
  xor(result, value);
  multiply(result, P1);
  add(result, P4);
}

function finishTail(result: Word, view: DataView, start: number): void {
  let at = start;
  for (; at + 8 <= view.byteLength; at += 8) {
    const value = read(view, at);
    multiply(value, P2);
    rotate(value, 31);
    multiply(value, P1);
    xor(result, value);
    rotate(result, 27);
    multiply(result, P1);
    add(result, P4);
  }
  for (; at + 4 <= view.byteLength; at += 4) {
    const value = { high: 0, low: view.getUint32(at, true) };
    multiply(value, P1);
    xor(result, value);
    rotate(result, 23);
    multiply(result, P2);
    add(result, P3);
  }
  for (; at < view.byteLength; at += 1) {
    const value = { high: 0, low: view.getUint8(at) };
    multiply(value, P5);
    xor(result, value);
    rotate(result, 11);
    multiply(result, P1);
  }
}

function avalanche(result: Word): void {
  xor(result, shiftRight(result, 33));
  multiply(result, P2);
  xor(result, shiftRight(result, 29));
  multiply(result, P3);
  xor(result, shiftRight(result, 32));
}

function read(view: DataView, at: number): Word {
  return { high: view.getUint32(at + 4, true), low: view.getUint32(at, true) };
}

function plus(left: Word, right: Word): Word {
  const sum = { ...left };
  add(sum, right);
  return sum;
}

/** 0 - value. */
function minus({ high, low }: Word): Word {
  return { high: (~high + (low === 0 ? 1 : 0)) >>> 0, low: -low >>> 0 };
}

function add(target: Word, { high, low }: Word): void {
  const sum = target.low + low;
  target.low = sum >>> 0;
  target.high = (target.high + high + (sum > 0xffffffff ? 1 : 0)) >>> 0;
}

function xor(target: Word, { high, low }: Word): void {
  target.low = (target.low ^ low) >>> 0;
  target.high = (target.high ^ high) >>> 0;
}

/** By 1 to 31 bits. */
function rotate(target: Word, bits: number): void {
  const { high, low } = target;
  target.high = ((high << bits) | (low >>> (32 - bits))) >>> 0;
  target.low = ((low << bits) | (high >>> (32 - bits))) >>> 0;
}

/** By 29 to 33 bits. */
function shiftRight({ high, low }: Word, bits: number): Word {
  if (bits >= 32) return { high: 0, low: high >>> (bits - 32) };
  return { high: high >>> bits, low: ((low >>> bits) | (high << (32 - bits))) >>> 0 };
}

/** Modulo 2^64: low x low in full (by 16-bit parts), and the low halves of both cross products. */
function multiply(target: Word, { high, low }: Word): void {
  const a = target.low & 0xffff;
  const b = target.low >>> 16;
  const c = low & 0xffff;
  const d = low >>> 16;
  const ac = a * c;
  const middle = a * d + (ac >>> 16);
  const rest = b * c + (middle & 0xffff);
  const carry = Math.floor(middle / 0x10000) + Math.floor(rest / 0x10000) + b * d;
  const cross = Math.imul(target.low, high) + Math.imul(target.high, low);
  target.low = (((rest & 0xffff) << 16) | (ac & 0xffff)) >>> 0;
  target.high = (carry + cross) >>> 0;
}
