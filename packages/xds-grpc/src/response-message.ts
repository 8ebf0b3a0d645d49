/**
 * A delta response on its way out. Each resource is encoded once, whatever the number of clients; a response is put
 * together from those pieces at the moment it is written, so one that waits for its turn takes no memory.
 *
 *   DeltaDiscoveryResponse: system_version_info 1, resources 2, type_url 4, nonce 5, removed_resources 6
 *   Resource: version 1, resource 2 (Any: type_url 1, value 2), name 3, aliases 4
 */
import type { DeltaResponse, XdsResource } from "@ambit/xds";

/** Field 2 of the response, with its tag and length. A resource object belongs to one type. */
type Encodings = WeakMap<XdsResource, Buffer>;

const plain: Encodings = new WeakMap();
const aliased: Encodings = new WeakMap();

/** A response whose size is known and whose bytes are made when asked for. */
export class ResponseMessage {
  readonly response: DeltaResponse;
  readonly byteLength: number;
  readonly #head: Buffer;
  readonly #pieces: readonly Buffer[];

  constructor(response: DeltaResponse) {
    this.response = response;
    this.#head = encodeHead(response);
    this.#pieces = response.resources.map((resource) => encodedResource(resource, response));
    this.byteLength = this.#pieces.reduce((sum, piece) => sum + piece.length, this.#head.length);
  }

  /** Fresh bytes: the caller's own. */
  encode(): Buffer {
    return Buffer.concat([this.#head, ...this.#pieces], this.byteLength);
  }
}

function encodedResource(resource: XdsResource, { typeUrl, hasAliases }: DeltaResponse): Buffer {
  const isAliased = hasAliases && resource.aliases.length > 0;
  const encodings = isAliased ? aliased : plain;
  const known = encodings.get(resource);
  if (known !== undefined) return known;
  const bytes = encodeResource(resource, typeUrl, isAliased ? resource.aliases : []);
  encodings.set(resource, bytes);
  return bytes;
}

function encodeResource(
  { name, version, payload }: XdsResource,
  typeUrl: string,
  aliases: readonly string[],
): Buffer {
  const anyLength = textLength(typeUrl) + blockLength(payload.length);
  const length =
    textLength(version) +
    blockLength(anyLength) +
    textLength(name) +
    aliases.reduce((sum, alias) => sum + textLength(alias, true), 0);
  const out = new Writer(blockLength(length));
  out.head(2, length);
  out.text(1, version);
  out.head(2, anyLength);
  out.text(1, typeUrl);
  out.head(2, payload.length);
  out.bytes(payload);
  out.text(3, name);
  for (const alias of aliases) out.text(4, alias, true);
  return out.buffer;
}

function encodeHead({ systemVersion, typeUrl, nonce, removed }: DeltaResponse): Buffer {
  const length = removed.reduce(
    (sum, name) => sum + textLength(name, true),
    textLength(systemVersion) + textLength(typeUrl) + textLength(nonce),
  );
  const out = new Writer(length);
  out.text(1, systemVersion);
  out.text(4, typeUrl);
  out.text(5, nonce);
  for (const name of removed) out.text(6, name, true);
  return out.buffer;
}

/** Length of a text field with its tag and length; an empty text is left out, unless it is an item of a list. */
function textLength(text: string, isItem = false): number {
  return text === "" && !isItem ? 0 : blockLength(Buffer.byteLength(text));
}

function blockLength(length: number): number {
  return 1 + varintLength(length) + length;
}

function varintLength(value: number): number {
  let length = 1;
  for (let rest = value; rest >= 0x80; rest = Math.floor(rest / 0x80)) length += 1;
  return length;
}

class Writer {
  readonly buffer: Buffer;
  #at = 0;

  constructor(length: number) {
    this.buffer = Buffer.allocUnsafe(length);
  }

  /** Tag of a length-delimited field (numbers up to 15), and its length. */
  head(field: number, length: number): void {
    this.#byte((field << 3) | 2);
    let rest = length;
    for (; rest >= 0x80; rest = Math.floor(rest / 0x80)) this.#byte((rest % 0x80) | 0x80);
    this.#byte(rest);
  }

  text(field: number, text: string, isItem = false): void {
    if (text === "" && !isItem) return;
    this.head(field, Buffer.byteLength(text));
    this.#at += this.buffer.write(text, this.#at);
  }

  bytes(bytes: Uint8Array): void {
    this.buffer.set(bytes, this.#at);
    this.#at += bytes.length;
  }

  #byte(value: number): void {
    this.buffer[this.#at] = value;
    this.#at += 1;
  }
}
