/** Bytes that responses may take at once while clients take their time to read them. */

/** A request for room; disposing it gives back what it has, or takes it out of the line. */
export interface SendGrant extends Disposable {
  /** Whether the room is there already; otherwise `onGranted` is called once it is. */
  readonly isGranted: boolean;
}

interface Entry {
  readonly bytes: number;
  readonly onGranted: () => void;
  isGranted: boolean;
}

/** Hands out room in the order of asking. What is larger than everything gets it alone. */
export class SendBudget {
  readonly #maxBytes: number;
  #usedBytes = 0;
  readonly #line = new Set<Entry>();

  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes;
  }

  get usedBytes(): number {
    return this.#usedBytes;
  }

  /** `onGranted` is not called from within this, only later. */
  acquire(bytes: number, onGranted: () => void): SendGrant {
    const entry: Entry = { bytes, onGranted, isGranted: this.#line.size === 0 && this.#fits(bytes) };
    if (entry.isGranted) this.#usedBytes += bytes;
    else this.#line.add(entry);
    let isOver = false;
    return {
      get isGranted() {
        return entry.isGranted;
      },
      [Symbol.dispose]: () => {
        if (isOver) return;
        isOver = true;
        if (entry.isGranted) this.#usedBytes -= bytes;
        else this.#line.delete(entry);
        this.#advance();
      },
    };
  }

  #fits(bytes: number): boolean {
    return this.#usedBytes === 0 || this.#usedBytes + bytes <= this.#maxBytes;
  }

  #advance(): void {
    for (const entry of this.#line) {
      if (!this.#fits(entry.bytes)) return;
      this.#line.delete(entry);
      this.#usedBytes += entry.bytes;
      entry.isGranted = true;
      entry.onGranted();
    }
  }
}
