/**
 * Network namespaces. A socket belongs for life to the namespace it was made in, so a thread enters a pod's namespace
 * for the socket() call alone. The namespace is a property of the thread.
 */
import { badArgument, checkFd } from "./arguments.ts";
import { errnoMessage } from "./errno.ts";
import { abort, open, readErrno, setns, write } from "./libc.ts";
import { LinuxError } from "./linux-error.ts";
import { MESSAGE_AT, scratch } from "./scratch.ts";

const O_RDONLY_CLOEXEC = 0x80000;
const CLONE_NEWNET = 0x40000000;
// Of this very thread: /proc/self is the main thread's.
const OWN_NAMESPACE = "/proc/thread-self/ns/net";
const STDERR = 2;
const MESSAGE_CAPACITY = 512;

let homeFd: number | undefined;
let isAway = false;

/** Opens a namespace file such as /var/run/netns/x or /proc/7/ns/net: a descriptor, or -errno. */
export function openNetns(path: string): number {
  if (typeof path !== "string" || path.length === 0 || path.includes("\0")) {
    throw badArgument("path", path);
  }
  const result = open(path, O_RDONLY_CLOEXEC, 0);
  return result < 0 ? -readErrno() : result;
}

/**
 * Runs `create` inside the namespace and comes back before returning; `create` must be synchronous and is not run at
 * all if the namespace cannot be entered (LinuxError "netns-failed"). Ends the process if there is no way back: the
 * thread would go on working in somebody else's network.
 */
export function inNetns<T>(namespaceFd: number, create: () => T extends PromiseLike<unknown> ? never : T): T {
  checkFd(namespaceFd);
  if (isAway) {
    throw new LinuxError("nested-netns", "this thread is inside a network namespace already");
  }
  const home = openHome();
  const entered = setns(namespaceFd, CLONE_NEWNET);
  if (entered < 0) {
    throw netnsError("cannot enter the network namespace", readErrno());
  }
  isAway = true;
  try {
    return create();
  } finally {
    returnTo(home);
    isAway = false;
  }
}

function openHome(): number {
  if (homeFd === undefined) {
    const opened = openNetns(OWN_NAMESPACE);
    if (opened < 0) {
      throw netnsError(`cannot open ${OWN_NAMESPACE}`, -opened);
    }
    homeFd = opened;
  }
  return homeFd;
}

function returnTo(home: number): void {
  const result = setns(home, CLONE_NEWNET);
  if (result < 0) {
    const message = `fatal: cannot leave a network namespace: ${errnoMessage(readErrno())}\n`;
    const { written } = new TextEncoder().encodeInto(
      message,
      scratch.bytes.subarray(MESSAGE_AT, MESSAGE_AT + MESSAGE_CAPACITY),
    );
    write(STDERR, scratch.address + MESSAGE_AT, written);
    // process.abort does not exist in workers.
    abort();
  }
}

function netnsError(message: string, errno: number): LinuxError {
  return new LinuxError("netns-failed", `${message}: ${errnoMessage(errno)}`, { errno });
}
