/** Raw ends of a relay, polled between turns. */
import {
  allocateArea,
  closeFd,
  type NativeArea,
  recvInto,
  sendFrom,
  setLinger,
  shutdownWrite,
} from "@ambit/linux";

const EAGAIN = 11;
const area: NativeArea = allocateArea(1 << 18);

/** The application's end of a socket whose other end is relayed. */
export class RawEnd {
  readonly fd: number;
  received = 0;
  checksum = 0;
  isEof = false;
  error = 0;
  isReading = true;
  #unsent = 0;
  #sent = 0;
  #shutWhenSent = false;
  #isClosed = false;

  constructor(fd: number) {
    this.fd = fd;
  }

  get isOver(): boolean {
    return this.isEof || this.error !== 0;
  }

  get unsent(): number {
    return this.#unsent;
  }

  /** Sends this many bytes of a pattern, as they fit. */
  send(count: number): void {
    this.#unsent += count;
    this.poll();
  }

  end(): void {
    this.#shutWhenSent = true;
    this.poll();
  }

  reset(): void {
    setLinger(this.fd, 0);
    this.close();
  }

  close(): void {
    if (!this.#isClosed) closeFd(this.fd);
    this.#isClosed = true;
  }

  poll(): void {
    if (this.#isClosed) return;
    this.#flush();
    while (this.isReading && !this.isOver) {
      const count = recvInto(this.fd, area, 0, area.length);
      if (count === -EAGAIN) return;
      if (count === 0) this.isEof = true;
      else if (count < 0) this.error = -count;
      for (let index = 0; index < count; index++) {
        if (area.bytes[index] !== ((this.received + index) & 0xff)) this.checksum++;
      }
      this.received += Math.max(count, 0);
    }
  }

  #flush(): void {
    while (this.#unsent > 0) {
      const length = Math.min(this.#unsent, 1 << 16);
      for (let index = 0; index < length; index++) area.bytes[index] = (this.#sent + index) & 0xff;
      const sent = sendFrom(this.fd, area, 0, length);
      if (sent < 0) {
        if (sent !== -EAGAIN) {
          this.error = -sent;
          this.#unsent = 0;
        }
        return;
      }
      this.#sent += sent;
      this.#unsent -= sent;
    }
    if (!this.#shutWhenSent) return;
    this.#shutWhenSent = false;
    shutdownWrite(this.fd);
  }
}
