/** AF_PACKET capture: what really travels on an interface. struct sockaddr_ll: family u16, protocol u16 big-endian, index i32, ... */
import { badArgument } from "./arguments.ts";
import { bindFd, close, ifNameToIndex, readErrno, socket } from "./libc.ts";
import { ADDRESS_AT, scratch, scratchView } from "./scratch.ts";

const AF_PACKET = 17;
const SOCK_RAW_NONBLOCK_CLOEXEC = 0x80803;
const ETH_P_ALL = 0x0003;
const ETH_P_ALL_BIG_ENDIAN = 0x0300;
const SOCKADDR_LL_BYTES = 20;
const MAX_NAME_BYTES = 15;

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
