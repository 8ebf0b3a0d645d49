/**
 * A delta response on its way out, as a gRPC message. Each resource is encoded once, whatever the number of clients. A
 * response is put together piece by piece while it is written, so that a snapshot that a client takes its time to read
 * takes no more memory than one piece.
 *
 *   gRPC: compressed 0 (1 byte), length (4 bytes), then
 *   DeltaDiscoveryResponse: system_version_info 1, resources 2, type_url 4, nonce 5, removed_resources 6
 *   Resource: version 1, resource 2 (Any: type_url 1, value 2), name 3, aliases 4
 */
import type { DeltaResponse, XdsResource } from "@ambit/xds";

/** Field 2 of the response, with its tag and length. A resource object belongs to one type. */
type Encodings = WeakMap<XdsResource, Buffer>;

const plain: Encodings = new WeakMap();
const aliased: Encodings = new WeakMap();

const PREFIX_BYTES = 5;
/** Of a response that is longer, so much is put together at once. */
const PIECE_BYTES = 64 * 1024;

/** A response whose size is known and whose bytes are made when asked for. */
export class ResponseMessage {
  readonly response: DeltaResponse;
  /** Without gRPC's own five. */
  readonly byteLength: number;
  readonly #head: Buffer;

  constructor(response: DeltaResponse) {
    this.response = response;
    this.#head = encodeHead(response);
    this.byteLength = this.#head.length + resourcesLength(response);
  }

  /** The whole message, with its prefix, in order. A piece is overwritten when the next one is asked for. */
  *pieces(): Generator<Buffer, void> {
    const totalBytes = PREFIX_BYTES + this.byteLength;
    const piece = Buffer.allocUnsafe(Math.min(totalBytes, PIECE_BYTES));
    let at = piece.writeUInt32BE(this.byteLength, piece.writeUInt8(0));
    for (const part of this.#parts()) {
      for (let from = 0; from < part.length; ) {
        const copied = part.copy(piece, at, from);
        from += copied;
        at += copied;
        if (at < piece.length) continue;
        yield piece;
        at = 0;
      }
    }
    if (at > 0) yield piece.subarray(0, at);
  }

  *#parts(): Generator<Buffer, void> {
    yield this.#head;
    for (const resource of this.response.resources) yield encodedResource(resource, this.response);
  }
}

const lengths = {
  plain: new WeakMap<readonly XdsResource[], number>(),
  aliased: new WeakMap<readonly XdsResource[], number>(),
};

/** A snapshot's list is the same for every client. */
function resourcesLength(response: DeltaResponse): number {
  const { resources, hasAliases } = response;
  const known = hasAliases ? lengths.aliased : lengths.plain;
  const found = known.get(resources);
  if (found !== undefined) return found;
  const length = resources.reduce((sum, resource) => sum + encodedResource(resource, response).length, 0);
  known.set(resources, length);
  return length;
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
