import { type Cidr, type IpAddress, ipAddressBytes, ipAddressFromBytes, ipFamily } from "@ambit/addr";

/**
 * The addresses of one block in their order, from the second on, again and again. Remembers only where it is: what is
 * in use, others know. A block has at most 2^48 addresses for this purpose; what is beyond is never reached.
 */
export class VipRange {
  readonly #block: Cidr;
  readonly #size: number;
  #offset = 0;

  constructor(block: Cidr) {
    this.#block = block;
    const bits = (ipFamily(block.ip) === 4 ? 32 : 128) - block.prefixLength;
    this.#size = 2 ** Math.min(bits, OFFSET_BITS);
  }

  /** The next address that is not in use; `undefined` when all are. */
  take(isUsed: (ip: IpAddress) => boolean): IpAddress | undefined {
    for (let tried = 1; tried < this.#size; tried += 1) {
      this.#offset = this.#offset + 1 < this.#size ? this.#offset + 1 : 1;
      const ip = addressAt(this.#block, this.#offset);
      if (!isUsed(ip)) {
        return ip;
      }
    }
    return undefined;
  }

  has(ip: IpAddress): boolean {
    const { prefixLength } = this.#block;
    if (ipFamily(ip) !== ipFamily(this.#block.ip)) {
      return false;
    }
    const first = ipAddressBytes(this.#block.ip);
    return ipAddressBytes(ip).every((byte, index) => {
      const free = Math.min(8, Math.max(0, (index + 1) * 8 - prefixLength));
      return byte >> free === (first[index] ?? 0) >> free;
    });
  }
}

const OFFSET_BITS = 48;

function addressAt({ ip, prefixLength }: Cidr, offset: number): IpAddress {
  const bytes = ipAddressBytes(ip);
  let rest = offset;
  for (let index = bytes.length - 1; index >= 0; index -= 1) {
    const free = Math.min(8, Math.max(0, (index + 1) * 8 - prefixLength));
    const first = ((bytes[index] ?? 0) >> free) << free;
    bytes[index] = first | (rest % 2 ** free);
    rest = Math.floor(rest / 2 ** free);
  }
  return ipAddressFromBytes(bytes, 0, bytes.length === 4 ? 4 : 16);
}
