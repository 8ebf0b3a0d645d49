/** Reads what a TLS client offers (RFC 8446 §4.1.2), in the words of the recordings. */

export interface ClientHello {
  readonly sni: string;
  readonly alpn: readonly string[];
  readonly versions: readonly string[];
  readonly ciphers: readonly string[];
  readonly groups: readonly string[];
  /** Groups with a key share. */
  readonly keyShares: readonly string[];
  readonly extensions: readonly number[];
}

const VERSION_NAMES: Readonly<Record<number, string>> = { 0x303: "TLS 1.2", 0x304: "TLS 1.3" };
const CIPHER_NAMES: Readonly<Record<number, string>> = {
  0x1301: "TLS_AES_128_GCM_SHA256",
  0x1302: "TLS_AES_256_GCM_SHA384",
  0x1303: "TLS_CHACHA20_POLY1305_SHA256",
};
const GROUP_NAMES: Readonly<Record<number, string>> = {
  23: "CurveP256",
  24: "CurveP384",
  25: "CurveP521",
  29: "X25519",
  0x11ec: "X25519MLKEM768",
};
const EXTENSION = { serverName: 0, groups: 10, alpn: 16, versions: 43, keyShare: 51 } as const;
const RECORD_HEADER_BYTES = 5;
const MESSAGE_HEADER_BYTES = 4;
const VERSION_AND_RANDOM_BYTES = 34;

/** The first bytes of a connection; undefined while the message is not complete. */
export function findClientHello(bytes: Buffer): ClientHello | undefined {
  const message = handshakeBytes(bytes);
  if (message.length < MESSAGE_HEADER_BYTES) return undefined;
  const length = message.readUIntBE(1, 3);
  if (message.length < MESSAGE_HEADER_BYTES + length) return undefined;
  const reader = new Reader(message.subarray(MESSAGE_HEADER_BYTES, MESSAGE_HEADER_BYTES + length));
  reader.take(VERSION_AND_RANDOM_BYTES);
  reader.vector(1);
  const ciphers = words(reader.vector(2));
  reader.vector(1);
  const extensions = new Map<number, Buffer>();
  for (const all = new Reader(reader.vector(2)); all.hasMore; ) extensions.set(all.integer(2), all.vector(2));
  return {
    sni: extensions.has(EXTENSION.serverName)
      ? (extensions.get(EXTENSION.serverName)?.toString("latin1") ?? "")
      : "",
    alpn: protocols(extensions.get(EXTENSION.alpn)),
    versions: words(extensions.get(EXTENSION.versions)?.subarray(1)).map((id) => nameOf(VERSION_NAMES, id)),
    ciphers: ciphers.map((id) => nameOf(CIPHER_NAMES, id)),
    groups: words(extensions.get(EXTENSION.groups)?.subarray(2)).map((id) => nameOf(GROUP_NAMES, id)),
    keyShares: keyShares(extensions.get(EXTENSION.keyShare)).map((id) => nameOf(GROUP_NAMES, id)),
    extensions: [...extensions.keys()],
  };
}

/** A hello may be spread over several records. */
function handshakeBytes(bytes: Buffer): Buffer {
  const pieces: Buffer[] = [];
  for (let at = 0; at + RECORD_HEADER_BYTES <= bytes.length; ) {
    const end = at + RECORD_HEADER_BYTES + bytes.readUInt16BE(at + 3);
    pieces.push(bytes.subarray(at + RECORD_HEADER_BYTES, end));
    at = end;
  }
  return Buffer.concat(pieces);
}

function protocols(extension: Buffer | undefined): string[] {
  const names: string[] = [];
  if (extension === undefined) return names;
  for (const list = new Reader(extension.subarray(2)); list.hasMore; )
    names.push(list.vector(1).toString("latin1"));
  return names;
}

function keyShares(extension: Buffer | undefined): number[] {
  const ids: number[] = [];
  if (extension === undefined) return ids;
  for (const list = new Reader(extension.subarray(2)); list.hasMore; list.vector(2))
    ids.push(list.integer(2));
  return ids;
}

function words(bytes: Buffer = Buffer.alloc(0)): number[] {
  return Array.from({ length: Math.floor(bytes.length / 2) }, (_, index) => bytes.readUInt16BE(index * 2));
}

function nameOf(names: Readonly<Record<number, string>>, id: number): string {
  return names[id] ?? `0x${id.toString(16)}`;
}

class Reader {
  readonly #bytes: Buffer;
  #at = 0;

  constructor(bytes: Buffer) {
    this.#bytes = bytes;
  }

  get hasMore(): boolean {
    return this.#at < this.#bytes.length;
  }

  take(length: number): Buffer {
    const taken = this.#bytes.subarray(this.#at, this.#at + length);
    this.#at += length;
    return taken;
  }

  integer(length: number): number {
    return this.take(length).readUIntBE(0, length);
  }

  vector(lengthBytes: number): Buffer {
    return this.take(this.integer(lengthBytes));
  }
}
