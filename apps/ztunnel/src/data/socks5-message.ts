/**
 * SOCKS5 as a server reads it (RFC 1928): no authentication, CONNECT only. Pure: says how many bytes it needs next,
 * so that the reader never takes what belongs to the application's own stream.
 *
 *   greeting: VER(05) NMETHODS METHODS...          -> 05 00
 *   request:  VER(05) CMD(01) RSV(00) ATYP ADDR PORT -> 05 REP 00 01 0.0.0.0 0
 */
import { ipAddressFromBytes, type SocketAddress } from "@ambit/addr";

/** Reply codes this server uses. */
export const SOCKS5_REPLY = { succeeded: 0, generalFailure: 1, hostUnreachable: 4, notSupported: 7 } as const;

export type Socks5Step =
  /** Read exactly this many more bytes, then call `step` again. */
  | { readonly kind: "read"; readonly length: number }
  /** Send the method choice, then go on. */
  | { readonly kind: "greet"; readonly length: number }
  | { readonly kind: "connect"; readonly target: SocketAddress }
  | { readonly kind: "resolve"; readonly hostname: string; readonly port: number }
  | { readonly kind: "fail"; readonly reply: number; readonly message: string };

const VERSION = 5;
const METHOD_NONE = 0;
const COMMAND_CONNECT = 1;
const TYPE_IPV4 = 1;
const TYPE_DOMAIN = 3;
const TYPE_IPV6 = 4;
const PORT_BYTES = 2;

export const SOCKS5_METHOD_REPLY: Uint8Array = Uint8Array.of(VERSION, METHOD_NONE);

/** A reply with the bound address 0.0.0.0:0, as ztunnel's. */
export function encodeSocks5Reply(reply: number): Uint8Array {
  return Uint8Array.of(VERSION, reply, 0, TYPE_IPV4, 0, 0, 0, 0, 0, 0);
}

/** Reads one client's negotiation; fed exactly the bytes it asked for. */
export class Socks5Reader {
  #phase: "version" | "methods" | "request" | "length" | "address" = "version";
  #type = 0;

  /** The first thing to do. */
  static readonly firstRead = 2;

  step(bytes: Uint8Array): Socks5Step {
    switch (this.#phase) {
      case "version":
        return this.#readVersion(bytes);
      case "methods":
        return this.#readMethods(bytes);
      case "request":
        return this.#readRequest(bytes);
      case "length":
        this.#phase = "address";
        return { kind: "read", length: (bytes[0] ?? 0) + PORT_BYTES };
      case "address":
        return this.#readAddress(bytes);
    }
  }

  #readVersion(bytes: Uint8Array): Socks5Step {
    const [version, methods] = bytes;
    if (version !== VERSION) return fail(`version ${version} is not SOCKS5`);
    if (methods === undefined || methods === 0) return fail("no authentication method offered");
    this.#phase = "methods";
    return { kind: "read", length: methods };
  }

  #readMethods(bytes: Uint8Array): Socks5Step {
    if (!bytes.includes(METHOD_NONE)) return fail("only connections without authentication are served");
    this.#phase = "request";
    return { kind: "greet", length: 4 };
  }

  #readRequest(bytes: Uint8Array): Socks5Step {
    const [version, command, , type = 0] = bytes;
    if (version !== VERSION) return fail(`version ${version} is not SOCKS5`);
    if (command !== COMMAND_CONNECT) return fail(`command ${command} is not CONNECT`);
    this.#type = type;
    if (type === TYPE_DOMAIN) {
      this.#phase = "length";
      return { kind: "read", length: 1 };
    }
    if (type !== TYPE_IPV4 && type !== TYPE_IPV6) return fail(`address type ${type} is not known`);
    this.#phase = "address";
    return { kind: "read", length: (type === TYPE_IPV4 ? 4 : 16) + PORT_BYTES };
  }

  #readAddress(bytes: Uint8Array): Socks5Step {
    const hostLength = bytes.length - PORT_BYTES;
    const port = ((bytes[hostLength] ?? 0) << 8) | (bytes[hostLength + 1] ?? 0);
    if (this.#type === TYPE_DOMAIN) {
      return { kind: "resolve", hostname: String.fromCharCode(...bytes.subarray(0, hostLength)), port };
    }
    const ip = ipAddressFromBytes(bytes, 0, this.#type === TYPE_IPV4 ? 4 : 16);
    return { kind: "connect", target: { ip, port } };
  }
}

function fail(message: string): Socks5Step {
  return { kind: "fail", reply: SOCKS5_REPLY.notSupported, message };
}
