/** UDP sockets. As with TCP (sockets.ts), every call gives a number >= 0 or -errno; those of TCP bind and connect them. */
import type { SocketAddress } from "@ambit/addr";
import { badArgument, checkFd, checkRange } from "./arguments.ts";
import { readErrno, recvfrom, sendto, socket } from "./libc.ts";
import type { MemoryRange, NativeArea } from "./native-area.ts";
import { ADDRESS_AT, SENDER_AT, SENDER_LENGTH_AT, scratch, scratchView } from "./scratch.ts";
import { addressFamily, readSocketAddress, SOCKADDR_BYTES, writeSocketAddress } from "./socket-address.ts";

const SOCK_DGRAM_NONBLOCK_CLOEXEC = 0x80802;
const IPPROTO_UDP = 17;
const MSG_NOSIGNAL = 0x4000;
const MSG_TRUNC = 0x20;

/** A non-blocking, close-on-exec UDP socket of the current thread's network namespace; the caller closes it. */
export function udpSocket(family: 4 | 6): number {
  const result = socket(addressFamily(family), SOCK_DGRAM_NONBLOCK_CLOEXEC, IPPROTO_UDP);
  return result < 0 ? -readErrno() : result;
}

/**
 * Receives one datagram to `offset` of the area and gives its whole length, also when that is more than `length`: the
 * rest is lost then. 0 is an empty datagram, not an end.
 */
export function receiveDatagram(fd: number, area: NativeArea, offset: number, length: number): number {
  checkFd(fd);
  checkRange(area, offset, length);
  scratchView.setUint32(SENDER_LENGTH_AT, SOCKADDR_BYTES, true);
  const result = recvfrom(
    fd,
    area.address + offset,
    length,
    MSG_TRUNC,
    scratch.address + SENDER_AT,
    scratch.address + SENDER_LENGTH_AT,
  );
  return result < 0 ? -readErrno() : result;
}

/** Who sent this thread's latest successful receiveDatagram; good until the next. */
export function lastSender(): SocketAddress {
  const sender = readSocketAddress(SENDER_AT);
  if (sender === undefined) {
    throw badArgument("lastSender", "no datagram was received by this thread");
  }
  return sender;
}

/** Sends the bytes of `part` as one datagram. */
export function sendDatagram(
  fd: number,
  part: { readonly range: MemoryRange; readonly offset: number; readonly length: number },
  destination: SocketAddress,
): number {
  checkFd(fd);
  checkRange(part.range, part.offset, part.length);
  const size = writeSocketAddress(destination, ADDRESS_AT);
  const address = scratch.address + ADDRESS_AT;
  const result = sendto(fd, part.range.address + part.offset, part.length, MSG_NOSIGNAL, address, size);
  return result < 0 ? -readErrno() : result;
}
