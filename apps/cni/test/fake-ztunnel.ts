/** A ztunnel as far as the agent sees it: it says hello, takes pods with their namespaces, and answers. */
import { fstatSync } from "node:fs";
import {
  allocateArea,
  closeFd,
  connectUnix,
  ERRNO,
  lastMessage,
  receiveMessage,
  sendMessage,
  unixSeqpacket,
} from "@ambit/linux";
import {
  decodeZdsRequest,
  encodeZdsAck,
  encodeZdsHello,
  MAX_ZDS_PACKET_BYTES,
  type ZdsRequest,
} from "@ambit/zds";

const POLL_MS = 1;

export class FakeZtunnel implements Disposable {
  /** Inode of each pod's namespace; undefined for one that is only kept. */
  readonly pods = new Map<string, number | undefined>();
  readonly requests: ZdsRequest[] = [];
  /** A text refuses the request. */
  onRequest: (request: ZdsRequest) => string | undefined = () => undefined;
  /** It takes packets and answers nothing. */
  isSilent = false;
  hasSnapshot = false;
  isClosed = false;
  readonly #fd: number;
  readonly #area = allocateArea(2 * MAX_ZDS_PACKET_BYTES);
  readonly #timer: NodeJS.Timeout;

  constructor(path: string, options: { readonly hello?: boolean } = {}) {
    this.#fd = unixSeqpacket();
    const result = connectUnix(this.#fd, path);
    if (result < 0) {
      closeFd(this.#fd);
      throw new Error(`cannot connect to ${path}: errno ${-result}`);
    }
    if (options.hello !== false) this.send(encodeZdsHello());
    this.#timer = setInterval(() => this.#read(), POLL_MS);
  }

  send(packet: Uint8Array): void {
    this.#area.bytes.set(packet);
    sendMessage(this.#fd, { range: this.#area, offset: 0, length: packet.length });
  }

  /** Packets that fit no buffer. */
  sendRaw(packet: Uint8Array, passedFd?: number): number {
    const area = allocateArea(packet.length);
    area.bytes.set(packet);
    return sendMessage(this.#fd, { range: area, offset: 0, length: packet.length }, passedFd);
  }

  [Symbol.dispose](): void {
    if (this.isClosed) return;
    this.isClosed = true;
    clearInterval(this.#timer);
    closeFd(this.#fd);
  }

  #read(): void {
    while (!this.isClosed) {
      const length = receiveMessage(this.#fd, this.#area, MAX_ZDS_PACKET_BYTES, MAX_ZDS_PACKET_BYTES);
      if (length === -ERRNO.EAGAIN) return;
      if (length <= 0) {
        this[Symbol.dispose]();
        return;
      }
      const { fds } = lastMessage();
      const start = MAX_ZDS_PACKET_BYTES;
      this.#take(decodeZdsRequest(this.#area.bytes.slice(start, start + length)), fds);
      for (const fd of fds) closeFd(fd);
    }
  }

  #take(request: ZdsRequest, fds: readonly number[]): void {
    this.requests.push(request);
    if (this.isSilent) return;
    const error = this.onRequest(request);
    if (error === undefined) this.#apply(request, fds);
    this.send(encodeZdsAck(error));
  }

  #apply(request: ZdsRequest, [fd]: readonly number[]): void {
    switch (request.kind) {
      case "add":
        if (fd === undefined) throw new Error("an add without a descriptor");
        this.pods.set(request.uid, fstatSync(fd).ino);
        return;
      case "keep":
        this.pods.set(request.uid, undefined);
        return;
      case "del":
        this.pods.delete(request.uid);
        return;
      case "snapshot-sent":
        this.hasSnapshot = true;
    }
  }
}
