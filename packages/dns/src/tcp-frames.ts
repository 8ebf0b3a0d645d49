/** Messages over TCP: each has its length in 16 bits before it (RFC 1035 §4.2.2). */
import { DnsError } from "./dns-error.ts";
import { DNS_MESSAGE_BYTES } from "./encode-message.ts";

const LENGTH_BYTES = 2;

/** The message with its length before it. Throws DnsError "bad-field" for one that is too long. */
export function frameDnsMessage(bytes: Uint8Array): Uint8Array {
  if (bytes.length > DNS_MESSAGE_BYTES) {
    throw new DnsError("bad-field", `a message of ${bytes.length} bytes`);
  }
  const framed = new Uint8Array(LENGTH_BYTES + bytes.length);
  framed.set([bytes.length >>> 8, bytes.length & 0xff]);
  framed.set(bytes, LENGTH_BYTES);
  return framed;
}

/** Takes what a connection brings and gives whole messages. Keeps less than one message. */
export class DnsFrames {
  #rest: Uint8Array = new Uint8Array(0);

  /** Bytes of a message that is not whole yet. */
  get pendingBytes(): number {
    return this.#rest.length;
  }

  /** The messages that are whole with this chunk, as copies. */
  push(chunk: Uint8Array): readonly Uint8Array[] {
    const bytes = new Uint8Array(this.#rest.length + chunk.length);
    bytes.set(this.#rest);
    bytes.set(chunk, this.#rest.length);
    const messages: Uint8Array[] = [];
    let at = 0;
    for (;;) {
      const end = at + LENGTH_BYTES + (bytes[at] ?? 0) * 0x100 + (bytes[at + 1] ?? 0);
      if (at + LENGTH_BYTES > bytes.length || end > bytes.length) {
        break;
      }
      messages.push(bytes.slice(at + LENGTH_BYTES, end));
      at = end;
    }
    this.#rest = bytes.slice(at);
    return messages;
  }
}
