/**
 * The code of RFC 7541 Appendix B. It is canonical: within a length, codes count up in the order of the symbols, and
 * the first code of a length follows from the last of the one before. So the lengths are all there is to write down.
 */

/** Index of the EOS symbol, which never appears in a string. */
export const EOS_SYMBOL = 256;

/** One row for 16 octets, as base-36 digits: `5` is five bits, `u` thirty. */
const LENGTH_ROWS =
  "dnsssssssoussuss" +
  "ssssssusssssssss" +
  "6aacd68baa8b8666" +
  "555666666678f6ca" +
  "d677777777777777" +
  "77777777878djde6" +
  "f565656665776665" +
  "67655677777fbeds" +
  "kmkkmmmnmnnnnnon" +
  "oomnonnnnlmnmnno" +
  "mlkmmnnlnmmolmnn" +
  "llmlnmnnkmmmnmmn" +
  "qqkjmnmpqqqrrqop" +
  "jlqrrqrollqqsrrr" +
  "koklmllnmmppooqn" +
  "qrqqrrrrrsrrrrrq" +
  "u";

/** Bits of each octet's code, and of EOS. */
export const HUFFMAN_LENGTHS: Uint8Array = Uint8Array.from(LENGTH_ROWS, (digit) =>
  Number.parseInt(digit, 36),
);

/** The codes, right-aligned. */
export const HUFFMAN_CODES: Uint32Array = canonicalCodes(HUFFMAN_LENGTHS);

function canonicalCodes(lengths: Uint8Array): Uint32Array {
  const codes = new Uint32Array(lengths.length);
  let next = 0;
  for (let bits = 1; bits <= 30; bits++) {
    next *= 2;
    lengths.forEach((length, symbol) => {
      if (length === bits) codes[symbol] = next++;
    });
  }
  return codes;
}
