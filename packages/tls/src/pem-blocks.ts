/** The contents of PEM blocks (RFC 7468) of one label; text around them, and blocks of other kinds, are skipped. */

const BASE64 = /^[A-Za-z0-9+/]*={0,2}$/;

/** DER of each block, in their order. What cannot be read makes all of them an error. */
export function pemBlocks(text: string, label: string, malformed: (what: string) => Error): Uint8Array[] {
  const begin = `-----BEGIN ${label}-----`;
  const end = `-----END ${label}-----`;
  const blocks: Uint8Array[] = [];
  for (let start = text.indexOf(begin); start >= 0; ) {
    const stop = text.indexOf(end, start);
    if (stop < 0) throw malformed("a PEM block does not end");
    const base64 = text.slice(start + begin.length, stop).replaceAll(/\s/g, "");
    if (base64.length % 4 !== 0 || !BASE64.test(base64)) throw malformed("a PEM block is not base64");
    blocks.push(Buffer.from(base64, "base64"));
    start = text.indexOf(begin, stop);
  }
  return blocks;
}
