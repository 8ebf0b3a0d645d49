/**
 * Bounds the handshake messages that one SSL_read may process (RFC 8446 §4.6: KeyUpdate, NewSessionTicket). SSL_read
 * returns for application data only, so that a peer which sends nothing but KeyUpdate requests as fast as they are
 * handled would keep the thread in that one call, and make it produce an answer to each.
 */
import koffi from "koffi";
import { BIO_new, BIO_s_mem, SSL_set_info_callback, SSL_set0_rbio } from "./openssl.ts";

/** Servers send a handful of tickets at once, and new keys come after millions of records. Answers count too. */
const MAX_MESSAGES_PER_READ = 64;
const CB_LOOP = 0x01;

let messages = 0;
let callback: bigint | undefined;

/** Watches a session from the end of its handshake on; costs nothing as long as only data comes. */
export function limitPostHandshake(ssl: number): void {
  callback ??= koffi.register(onState, koffi.pointer(koffi.proto("void", ["uintptr_t", "int", "int"])));
  SSL_set_info_callback(ssl, callback);
}

/** Before each SSL_read. */
export function startCounting(): void {
  messages = 0;
}

/** Whether the latest SSL_read was cut off. */
export function isOverLimit(): boolean {
  return messages > MAX_MESSAGES_PER_READ;
}

function onState(ssl: number, where: number): void {
  if ((where & CB_LOOP) === 0) {
    return;
  }
  messages += 1;
  if (messages === MAX_MESSAGES_PER_READ + 1) {
    // An empty input ends the read as soon as what was received before is processed.
    SSL_set0_rbio(ssl, BIO_new(BIO_s_mem()));
  }
}
