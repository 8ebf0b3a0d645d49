/** Looks at the beginning of a connection's TLS and leaves all of it in the transport. */
import { type Reactor, Timer } from "@ambit/reactor";
import type { Transport } from "../http/transport/transport.ts";
import { findServerName } from "./client-hello.ts";

/** A client that waits for the server to speak first is not kept from it for longer. */
const SERVER_NAME_TIMEOUT_MS = 5_000;

/** Exactly one is called, once, unless it was cancelled. */
export interface ServerNameOwner {
  onServerName(serverName: string | undefined): void;
  onGone(): void;
}

/** Owns the transport until it calls back; the owner then starts it again. */
export function peekServerName(
  reactor: Reactor,
  transport: Transport,
  owner: ServerNameOwner,
): { cancel(): void } {
  let isDone = false;
  const timer = new Timer(() => tell(undefined));
  const finish = (): boolean => {
    if (isDone) return false;
    isDone = true;
    reactor.timers.cancel(timer);
    return true;
  };
  const tell = (serverName: string | undefined): void => {
    if (finish()) owner.onServerName(serverName);
  };
  reactor.armAfter(timer, SERVER_NAME_TIMEOUT_MS);
  transport.start({
    onBytes: (bytes, start, end) => {
      if (isDone) return 0;
      const found = findServerName(bytes, start, end);
      if (found === "more") transport.awaitMore();
      else tell(found.serverName);
      return 0;
    },
    onEnd: () => tell(undefined),
    onClosed: () => {
      if (finish()) owner.onGone();
    },
    onWritable: () => undefined,
  });
  return { cancel: () => void finish() };
}
