/** The native memory of one data-plane thread, made at start-up and shared by all its connections. */
import { allocateArea, type NativeArea } from "@ambit/linux";
import { WRITE_BYTES } from "@ambit/tls";
import { PipePool } from "./pipe-pool.ts";
import { SlotPool } from "./slot-pool.ts";

/** Each send wakes the peer, and the kernel paces what it is given bit by bit: bulk goes out in large pieces. */
const OUTPUT_SLOT_BYTES = WRITE_BYTES;
/** TLS 1.3 adds 22 bytes to each record of up to 16 KiB; alerts and handshake flights fit in the rest. */
const CIPHERTEXT_SLOT_BYTES = OUTPUT_SLOT_BYTES + 16 * 1024;
/** One delivery of a tunnel: many receives, decrypted as they come. */
const RECEIVE_BYTES = 528 * 1024;
const QUEUE_BLOCK_BYTES = 32 * 1024;

/** What all connections of a thread together may hold. */
export interface ThreadMemoryLimits {
  /** Connections that may hold unsent output at once. */
  readonly maxOutputSlots: number;
  /** Bytes that slow readers of this thread may leave queued, in total. */
  readonly maxQueuedBytes: number;
  /** Pipes of bulk transfers whose receivers are slower than their senders; more of those are copied. */
  readonly maxPipes: number;
}

/** For a data-plane thread of a node; docs/LIMITS.md has the reasons. */
export const DEFAULT_MEMORY_LIMITS: ThreadMemoryLimits = {
  maxOutputSlots: 256,
  maxQueuedBytes: 256 * 1024 * 1024,
  maxPipes: 128,
};

/** Used only synchronously: nobody may keep a reference into `receive` across a turn. */
export class ThreadMemory implements Disposable {
  /** Plaintext just read from a TLS session or a socket. */
  readonly receive: NativeArea = allocateArea(RECEIVE_BYTES);
  /** Plaintext frames not encrypted yet. */
  readonly output: SlotPool;
  /** Ciphertext that a blocked socket did not take. */
  readonly ciphertext: SlotPool;
  readonly queueBlocks: SlotPool;
  /** What goes from socket to socket through them is never in this process's memory. */
  readonly pipes: PipePool;

  constructor(limits: ThreadMemoryLimits = DEFAULT_MEMORY_LIMITS) {
    this.output = new SlotPool({ slotBytes: OUTPUT_SLOT_BYTES, maxSlots: limits.maxOutputSlots });
    this.ciphertext = new SlotPool({ slotBytes: CIPHERTEXT_SLOT_BYTES, maxSlots: limits.maxOutputSlots });
    this.queueBlocks = new SlotPool({
      slotBytes: QUEUE_BLOCK_BYTES,
      maxSlots: Math.ceil(limits.maxQueuedBytes / QUEUE_BLOCK_BYTES),
    });
    this.pipes = new PipePool(limits.maxPipes);
  }

  /** Closes the pipes; memory is never given back. */
  [Symbol.dispose](): void {
    this.pipes.close();
  }
}
