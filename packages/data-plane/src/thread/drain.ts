/** Drains the listeners of one workload: stop accepting, tell peers, wait for connections up to the deadline, force. */
import { type Reactor, Timer } from "@ambit/reactor";
import type { DrainComponent } from "../messages.ts";
import type { ConnectionRegistry } from "../records/connection-registry.ts";
import type { Listener } from "./listener.ts";

export interface DrainPorts {
  readonly reactor: Reactor;
  readonly listeners: readonly Listener[];
  readonly connections: () => ConnectionRegistry;
  readonly onDrained: (component: DrainComponent, forced: boolean) => void;
}

/** One drain per workload and thread. A second call with a nearer deadline, or immediate, only hastens it. */
export class ListenerDrain {
  readonly #ports: DrainPorts;
  readonly #waiting = new Set<Listener>();
  readonly #timer: Timer;
  #isDraining = false;

  constructor(ports: DrainPorts) {
    this.#ports = ports;
    this.#timer = new Timer(() => this.#force());
  }

  get isDraining(): boolean {
    return this.#isDraining;
  }

  /** What is still there: everything before a drain, nothing after it. */
  get undrained(): DrainComponent[] {
    const listeners = this.#isDraining ? [...this.#waiting] : this.#ports.listeners;
    return listeners.map((listener) => listener.component);
  }

  start(mode: "graceful" | "immediate", deadlineMs: number): void {
    if (!this.#isDraining) {
      this.#isDraining = true;
      for (const listener of this.#ports.listeners) {
        this.#waiting.add(listener);
        listener.stopAccepting();
      }
      for (const listener of this.#ports.listeners) listener.startDrain?.();
    }
    if (mode === "immediate") {
      this.#force();
      return;
    }
    const { reactor } = this.#ports;
    if (!this.#timer.isArmed || reactor.nowMs + deadlineMs < this.#timer.deadlineMs)
      reactor.armAfter(this.#timer, deadlineMs);
    this.check();
  }

  /** To be called when a connection or tunnel has ended. */
  check(): void {
    if (!this.#isDraining) return;
    for (const listener of [...this.#waiting]) {
      if (!this.#isEmpty(listener)) continue;
      this.#waiting.delete(listener);
      this.#ports.onDrained(listener.component, false);
    }
    if (this.#waiting.size === 0) this.#ports.reactor.timers.cancel(this.#timer);
  }

  #isEmpty(listener: Listener): boolean {
    return this.#ports.connections().count(listener.component) === 0 && (listener.pendingCount ?? 0) === 0;
  }

  #force(): void {
    this.check();
    for (const listener of [...this.#waiting]) {
      // What ended with an earlier one may have emptied this one, and it was reported then.
      if (!this.#waiting.delete(listener)) continue;
      this.#ports.connections().destroyAll(listener.component);
      listener.destroy?.();
      this.#ports.onDrained(listener.component, true);
    }
  }
}
