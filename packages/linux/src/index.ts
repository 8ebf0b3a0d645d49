export { badArgument, checkFd, checkInteger, checkRange } from "./arguments.ts";
export { lastSender, receiveDatagram, sendDatagram, udpSocket } from "./datagrams.ts";
export {
  EPOLLERR,
  EPOLLET,
  EPOLLEXCLUSIVE,
  EPOLLHUP,
  EPOLLIN,
  EPOLLOUT,
  EPOLLRDHUP,
  EpollEvents,
  epollAdd,
  epollCreate,
  epollDelete,
  epollModify,
} from "./epoll.ts";
export { ERRNO, errnoMessage, errnoName } from "./errno.ts";
export { eventFd, eventFdDrain, eventFdSignal } from "./event-fd.ts";
export { type FileLimit, raiseFileLimit } from "./file-limit.ts";
export { releaseFreeMemory } from "./free-memory.ts";
export { readErrno } from "./libc.ts";
export { LinuxError, type LinuxErrorCode } from "./linux-error.ts";
export { allocateArea, copyMemory, type MemoryRange, type NativeArea } from "./native-area.ts";
export { NativeSymbols } from "./native-symbols.ts";
export { netfilterNetlink, routeNetlink, socketNetlink } from "./netlink.ts";
export { inNetns, openNetns } from "./netns.ts";
export { openPacketCapture, takeCaptureLosses } from "./packet-capture.ts";
export { type FdPair, pipePair, setPipeSize, spliceBytes } from "./pipe.ts";
export { selfTest } from "./self-test.ts";
export {
  type Keepalive,
  setFreebind,
  setKeepalive,
  setLinger,
  setMark,
  setNoDelay,
  setReuseAddress,
  setReusePort,
  setReusePortIndex,
  setTransparent,
  setUserTimeout,
  setV6Only,
} from "./socket-options.ts";
export {
  acceptSocket,
  bindSocket,
  closeFd,
  connectSocket,
  duplicateFd,
  isConnected,
  lastPeer,
  listenSocket,
  localAddress,
  originalDestination,
  peerAddress,
  recvInto,
  sendFrom,
  shutdownWrite,
  takeSocketError,
  tcpSocket,
} from "./sockets.ts";
export {
  bindUnix,
  closePassedFds,
  connectUnix,
  lastMessage,
  type ReceivedMessage,
  receiveMessage,
  sendMessage,
  unixSeqpacket,
  unixSocketPair,
} from "./unix-socket.ts";
export { xtablesInfo } from "./xtables-info.ts";
