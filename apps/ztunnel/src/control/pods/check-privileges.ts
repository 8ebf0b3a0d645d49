import { closeFd, errnoMessage, inNetns, LinuxError, openNetns, setMark, tcpSocket } from "@ambit/linux";
import { ProxyError } from "@ambit/proxy";

// Of this very thread, as inNetns sees it.
const OWN_NAMESPACE = "/proc/thread-self/ns/net";

/** As ztunnel: a process that may not do what every pod needs says so at once. Throws ProxyError "no-privilege". */
export function checkPrivileges(mark: number | undefined): void {
  const own = openNetns(OWN_NAMESPACE);
  if (own < 0) throw new ProxyError("no-privilege", `cannot open ${OWN_NAMESPACE}: ${errnoMessage(-own)}`);
  try {
    const socket = inNetns(own, () => tcpSocket(4));
    if (socket < 0) throw new ProxyError("no-privilege", `cannot open a socket: ${errnoMessage(-socket)}`);
    const marked = mark === undefined || mark === 0 ? 0 : setMark(socket, mark);
    closeFd(socket);
    if (marked < 0) {
      const why = `cannot mark sockets (SO_MARK): ${errnoMessage(-marked)}`;
      throw new ProxyError("no-privilege", `${why}; shared mode needs the capability NET_ADMIN or NET_RAW`);
    }
  } catch (error) {
    if (!(error instanceof LinuxError)) throw error;
    const text = "cannot enter network namespaces, shared mode needs the capability SYS_ADMIN";
    throw new ProxyError("no-privilege", text, { cause: error });
  } finally {
    closeFd(own);
  }
}
