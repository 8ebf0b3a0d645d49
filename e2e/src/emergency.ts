/**
 * Synchronous clean-up when the process is told to end in the middle of a scenario. A scenario that ends by itself,
 * also by an exception, cleans up through disposal and takes its entry away.
 */
const undos = new Set<() => void>();
const SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP"] as const;
let isInstalled = false;

/** Runs `undo` on SIGINT, SIGTERM, SIGHUP and exit, unless disposed of before. It must not await anything. */
export function onEmergency(undo: () => void): Disposable {
  install();
  undos.add(undo);
  return { [Symbol.dispose]: () => void undos.delete(undo) };
}

function install(): void {
  if (isInstalled) return;
  isInstalled = true;
  process.on("exit", undoAll);
  for (const signal of SIGNALS) {
    const listener = (): void => {
      undoAll();
      process.off(signal, listener);
      // Others who listen end the process in their own way; without any, the signal does.
      if (process.listenerCount(signal) === 0) process.kill(process.pid, signal);
    };
    process.on(signal, listener);
  }
}

function undoAll(): void {
  for (const undo of [...undos].reverse()) {
    undos.delete(undo);
    undo();
  }
}
