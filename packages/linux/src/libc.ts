/** The C library functions this package calls. Only its wrappers may call them: nothing here checks an argument. */
import koffi from "koffi";
import { NativeSymbols } from "./native-symbols.ts";

type Ints = (...values: number[]) => number;

export const libcSymbols = new NativeSymbols();
const bind = (declaration: string): Ints => libcSymbols.bind<Ints>(declaration);

/** errno of this thread. Must be the expression right after the call: any allocation between may overwrite it. */
export const readErrno: () => number = koffi.errno;

/** View of native memory. Leaks on a thread that never returns to its event loop: start-up only. */
export function viewMemory(address: number, length: number): ArrayBuffer {
  return koffi.view(address, length);
}

// Lengths are bounded far below 2^31 by the wrappers, so results are declared int, which koffi returns fastest.
export const recv = bind("int recv(int, uintptr_t, size_t, int)");
export const send = bind("int send(int, uintptr_t, size_t, int)");
export const recvfrom = bind("int recvfrom(int, uintptr_t, size_t, int, uintptr_t, uintptr_t)");
export const sendto = bind("int sendto(int, uintptr_t, size_t, int, uintptr_t, uint32_t)");
export const close = bind("int close(int)");
export const fcntl = bind("int fcntl(int, int, int)");
export const accept4 = bind("int accept4(int, uintptr_t, uintptr_t, int)");
export const epollWait = bind("int epoll_wait(int, uintptr_t, int, int)");
export const epollCtl = bind("int epoll_ctl(int, int, int, uintptr_t)");
export const epollCreate1 = bind("int epoll_create1(int)");
export const memmove = bind("uintptr_t memmove(uintptr_t, uintptr_t, size_t)");
export const splice = bind("int splice(int, uintptr_t, int, uintptr_t, size_t, unsigned int)");

export const socket = bind("int socket(int, int, int)");
export const socketpair = bind("int socketpair(int, int, int, uintptr_t)");
export const bindFd = bind("int bind(int, uintptr_t, uint32_t)");
export const listen = bind("int listen(int, int)");
export const connect = bind("int connect(int, uintptr_t, uint32_t)");
export const shutdown = bind("int shutdown(int, int)");
export const getsockname = bind("int getsockname(int, uintptr_t, uintptr_t)");
export const getpeername = bind("int getpeername(int, uintptr_t, uintptr_t)");
export const setsockopt = bind("int setsockopt(int, int, int, uintptr_t, uint32_t)");
export const getsockopt = bind("int getsockopt(int, int, int, uintptr_t, uintptr_t)");
export const sendmsg = bind("int sendmsg(int, uintptr_t, int)");
export const recvmsg = bind("int recvmsg(int, uintptr_t, int)");
export const pipe2 = bind("int pipe2(uintptr_t, int)");
export const eventfd = bind("int eventfd(unsigned int, int)");
export const read = bind("int read(int, uintptr_t, size_t)");
export const write = bind("int write(int, uintptr_t, size_t)");
export const setns = bind("int setns(int, int)");
export const getrlimit = bind("int getrlimit(int, uintptr_t)");
export const setrlimit = bind("int setrlimit(int, uintptr_t)");
export const abort = libcSymbols.bind<() => void>("void abort(void)");
export const open = libcSymbols.bind<(path: string, flags: number, mode: number) => number>(
  "int open(const char *, int, int)",
);
export const ifNameToIndex = libcSymbols.bind<(name: string) => number>(
  "unsigned int if_nametoindex(const char *)",
);
export const strerror = libcSymbols.bind<(errno: number) => string>("const char *strerror(int)");
/** The address, or the BigInt 2^64-1 on failure (koffi gives a BigInt for what exceeds 2^53). */
export const mmap = libcSymbols.bind<(...values: number[]) => number | bigint>(
  "uintptr_t mmap(uintptr_t, size_t, int, int, int, long)",
);
