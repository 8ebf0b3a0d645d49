import { EPOLLIN, EpollEvents, epollAdd, epollCreate } from "./epoll.ts";
import { errnoMessage } from "./errno.ts";
import { eventFd, eventFdSignal } from "./event-fd.ts";
import { libcSymbols } from "./libc.ts";
import { closeFd } from "./sockets.ts";

const SUPPORTED_ARCHITECTURES = ["x64", "arm64"];
// Both halves differ and neither is a plausible count, so that a shifted layout cannot pass by chance.
const PROBE_GENERATION = 0x51c0ffee;

/** What of this machine the package cannot work with, one sentence each; empty when all is well. Start-up only. */
export function selfTest(): readonly string[] {
  return (
    platformProblems(process.platform, process.arch) ?? symbolProblems(libcSymbols.missing) ?? epollProblems()
  );
}

/** Exported for its test. */
export function platformProblems(platform: string, arch: string): readonly string[] | undefined {
  if (platform === "linux" && SUPPORTED_ARCHITECTURES.includes(arch)) {
    return undefined;
  }
  return [
    `${platform}/${arch} is not supported: the engine needs Linux on ${SUPPORTED_ARCHITECTURES.join(" or ")}`,
  ];
}

/** Exported for its test. */
export function symbolProblems(missing: readonly string[]): readonly string[] | undefined {
  return missing.length === 0 ? undefined : missing.map((symbol) => `the C library has no ${symbol}`);
}

function epollProblems(): readonly string[] {
  const epoll = epollCreate();
  const fd = eventFd();
  if (epoll < 0 || fd < 0) {
    return [`epoll or eventfd is not usable: ${errnoMessage(Math.min(epoll, fd))}`];
  }
  const events = new EpollEvents(2);
  epollAdd(epoll, fd, EPOLLIN, PROBE_GENERATION);
  eventFdSignal(fd);
  const count = events.wait(epoll, 1000);
  const isRight =
    count === 1 &&
    events.events(0) === EPOLLIN &&
    events.fd(0) === fd &&
    events.generation(0) === PROBE_GENERATION;
  closeFd(fd);
  closeFd(epoll);
  return isRight ? [] : ["struct epoll_event does not have the expected layout"];
}
