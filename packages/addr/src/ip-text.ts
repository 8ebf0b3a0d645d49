/**
 * Text forms of addresses as numbers: IPv4 is one unsigned 32-bit number, IPv6 is eight 16-bit words. Nothing here
 * allocates except the result text. The grammar is the one of Rust's standard library, which ztunnel uses: IPv4 has
 * four decimal octets without leading zeros, `::` stands for at least one group, zones are not accepted.
 */

const DOT = 0x2e;
const COLON = 0x3a;
const ZERO = 0x30;

export const IPV6_WORDS = 8;

/** Reads an IPv4 address that fills the text from `start` to its end; -1 if there is none. */
export function readIpv4(text: string, start: number): number {
  let value = 0;
  let octet = -1;
  let dots = 0;
  for (let position = start; position < text.length; position += 1) {
    const code = text.charCodeAt(position);
    if (code === DOT) {
      if (octet < 0 || dots === 3) {
        return -1;
      }
      value = value * 256 + octet;
      octet = -1;
      dots += 1;
      continue;
    }
    const digit = code - ZERO;
    // A second digit after a zero would be octal to some readers and decimal to others.
    if (digit < 0 || digit > 9 || octet === 0) {
      return -1;
    }
    octet = octet < 0 ? digit : octet * 10 + digit;
    if (octet > 255) {
      return -1;
    }
  }
  return dots === 3 && octet >= 0 ? value * 256 + octet : -1;
}

/** Dotted text of an unsigned 32-bit number. */
export function formatIpv4(value: number): string {
  return `${value >>> 24}.${(value >>> 16) & 0xff}.${(value >>> 8) & 0xff}.${value & 0xff}`;
}

/** Reads an IPv6 address that is the whole text into `words`; false, with `words` undefined, if it is none. */
export function readIpv6(text: string, words: Uint16Array): boolean {
  const length = text.length;
  let count = 0;
  let gap = -1;
  let position = 0;
  if (text.charCodeAt(0) === COLON) {
    if (text.charCodeAt(1) !== COLON) {
      return false;
    }
    gap = 0;
    position = 2;
  }
  while (position < length) {
    if (count === IPV6_WORDS) {
      return false;
    }
    const end = endOfHexGroup(text, position);
    if (text.charCodeAt(end) === DOT) {
      const tail = count <= IPV6_WORDS - 2 ? readIpv4(text, position) : -1;
      if (tail < 0) {
        return false;
      }
      words[count] = tail >>> 16;
      words[count + 1] = tail & 0xffff;
      count += 2;
      break;
    }
    if (end === position) {
      return false;
    }
    words[count] = readHex(text, position, end);
    count += 1;
    if (end === length) {
      break;
    }
    if (text.charCodeAt(end) !== COLON || end + 1 === length) {
      return false;
    }
    position = end + 1;
    if (text.charCodeAt(position) === COLON) {
      if (gap >= 0) {
        return false;
      }
      gap = count;
      position += 1;
    }
  }
  return fillGap(words, gap, count);
}

/** RFC 5952 text: lower case, no leading zeros, the first of the longest runs of two or more zero words as `::`. */
export function formatIpv6(words: Uint16Array): string {
  let bestStart = -1;
  let bestLength = 1;
  let runStart = 0;
  for (let index = 0; index < IPV6_WORDS; index += 1) {
    if (words[index] !== 0) {
      runStart = index + 1;
    } else if (index + 1 - runStart > bestLength) {
      bestStart = runStart;
      bestLength = index + 1 - runStart;
    }
  }
  if (bestStart < 0) {
    return joinWords(words, 0, IPV6_WORDS);
  }
  return `${joinWords(words, 0, bestStart)}::${joinWords(words, bestStart + bestLength, IPV6_WORDS)}`;
}

/** True for `::ffff:0:0/96`, the IPv4-mapped block (RFC 4291 §2.5.5.2). */
export function isMappedIpv4(words: Uint16Array): boolean {
  return (
    words[5] === 0xffff &&
    words[0] === 0 &&
    words[1] === 0 &&
    words[2] === 0 &&
    words[3] === 0 &&
    words[4] === 0
  );
}

/** The IPv4 address in the last two words, as an unsigned number. */
export function lowIpv4(words: Uint16Array): number {
  return (words[6] ?? 0) * 0x10000 + (words[7] ?? 0);
}

function fillGap(words: Uint16Array, gap: number, count: number): boolean {
  if (gap < 0) {
    return count === IPV6_WORDS;
  }
  if (count === IPV6_WORDS) {
    return false;
  }
  const tail = count - gap;
  words.copyWithin(IPV6_WORDS - tail, gap, count);
  words.fill(0, gap, IPV6_WORDS - tail);
  return true;
}

function endOfHexGroup(text: string, start: number): number {
  const limit = Math.min(start + 4, text.length);
  let position = start;
  while (position < limit && hexDigit(text.charCodeAt(position)) >= 0) {
    position += 1;
  }
  return position;
}

function readHex(text: string, start: number, end: number): number {
  let value = 0;
  for (let position = start; position < end; position += 1) {
    value = value * 16 + hexDigit(text.charCodeAt(position));
  }
  return value;
}

function hexDigit(code: number): number {
  const digit = code - ZERO;
  if (digit >= 0 && digit <= 9) {
    return digit;
  }
  // Setting this bit makes an ASCII capital a small letter and no other character a letter of a-f.
  const letter = (code | 0x20) - 0x61;
  return letter >= 0 && letter <= 5 ? letter + 10 : -1;
}

function joinWords(words: Uint16Array, start: number, end: number): string {
  let text = "";
  for (let index = start; index < end; index += 1) {
    text += index === start ? (words[index] ?? 0).toString(16) : `:${(words[index] ?? 0).toString(16)}`;
  }
  return text;
}
