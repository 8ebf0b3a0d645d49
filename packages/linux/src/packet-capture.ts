/** AF_PACKET capture: what really travels on an interface. struct sockaddr_ll: family u16, protocol u16 big-endian, index i32, ... */
import { badArgument, checkFd } from "./arguments.ts";
import { bindFd, close, getsockopt, ifNameToIndex, readErrno, setsockopt, socket } from "./libc.ts";
import { ADDRESS_AT, LENGTH_AT, OPTION_AT, scratch, scratchView } from "./scratch.ts";

const AF_PACKET = 17;
const SOCK_RAW_NONBLOCK_CLOEXEC = 0x80803;
const ETH_P_ALL = 0x0003;
const ETH_P_ALL_BIG_ENDIAN = 0x0300;
const SOCKADDR_LL_BYTES = 20;
const MAX_NAME_BYTES = 15;

const SOL_SOCKET = 1;
const SO_RCVBUFFORCE = 33;
const SOL_PACKET = 263;
const PACKET_STATISTICS = 6;
/** What the kernel keeps while nobody reads: a busy machine may not let the reader run for a second. */
const BUFFER_BYTES = 64 * 1024 * 1024;

/** As an interface's name: all of them. */
const ANY = "any";

/**
 * A non-blocking descriptor that yields each frame of the interface (or of `any`), link header first, to recvInto; or -errno.
 * Needs CAP_NET_RAW, and the calling thread must be in the interface's namespace. The caller closes it.
 */
export function openPacketCapture(interfaceName: string): number {
  if (!/^[^\s/\0]+$/.test(interfaceName) || interfaceName.length > MAX_NAME_BYTES) {
    throw badArgument("interfaceName", interfaceName);
  }
  const index = interfaceName === ANY ? 0 : ifNameToIndex(interfaceName);
  if (index === 0 && interfaceName !== ANY) {
    return -readErrno();
  }
  const fd = socket(AF_PACKET, SOCK_RAW_NONBLOCK_CLOEXEC, ETH_P_ALL_BIG_ENDIAN);
  if (fd < 0) {
    return -readErrno();
  }
  // Without CAP_NET_ADMIN the kernel's own size has to do.
  scratchView.setInt32(OPTION_AT, BUFFER_BYTES, true);
  setsockopt(fd, SOL_SOCKET, SO_RCVBUFFORCE, scratch.address + OPTION_AT, 4);
  scratch.bytes.fill(0, ADDRESS_AT, ADDRESS_AT + SOCKADDR_LL_BYTES);
  scratchView.setUint16(ADDRESS_AT, AF_PACKET, true);
  scratchView.setUint16(ADDRESS_AT + 2, ETH_P_ALL);
  scratchView.setInt32(ADDRESS_AT + 4, index, true);
  const result = bindFd(fd, scratch.address + ADDRESS_AT, SOCKADDR_LL_BYTES);
  if (result < 0) {
    const errno = readErrno();
    close(fd);
    return -errno;
  }
  return fd;
}

/** Frames that the capture has lost since the last call, because nobody read them in time; or -errno. */
export function takeCaptureLosses(fd: number): number {
  checkFd(fd);
  // struct tpacket_stats: packets u32, drops u32.
  scratchView.setUint32(LENGTH_AT, 8, true);
  const result = getsockopt(
    fd,
    SOL_PACKET,
    PACKET_STATISTICS,
    scratch.address + OPTION_AT,
    scratch.address + LENGTH_AT,
  );
  return result < 0 ? -readErrno() : scratchView.getUint32(OPTION_AT + 4, true);
}
