/** A ztunnel as far as the agent sees it: it says hello, takes pods with their namespaces, and answers. */
import { fstatSync } from "node:fs";
import { parseIpAddress } from "@ambit/addr";
import {
  allocateArea,
  bindSocket,
  closeFd,
  connectUnix,
  ERRNO,
  inNetns,
  lastMessage,
  listenSocket,
  receiveMessage,
  sendMessage,
  setReusePort,
  tcpSocket,
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
const PORTS = [15_001, 15_006, 15_008];
const ANY = parseIpAddress("0.0.0.0");

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
  /** It takes pods and does not listen in them. */
  isDeaf = false;
  readonly #listeners = new Map<string, readonly number[]>();
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
    for (const uid of [...this.#listeners.keys()]) this.#unlisten(uid);
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
        this.#unlisten(request.uid);
        if (!this.isDeaf) this.#listen(request.uid, fd);
        return;
      case "keep":
        this.pods.set(request.uid, undefined);
        return;
      case "del":
        this.pods.delete(request.uid);
        this.#unlisten(request.uid);
        return;
      case "snapshot-sent":
        this.hasSnapshot = true;
    }
  }

  #listen(uid: string, netnsFd: number): void {
    const fds = PORTS.map((port) => {
      const fd = inNetns(netnsFd, () => tcpSocket(4));
      setReusePort(fd);
      bindSocket(fd, { ip: ANY, port });
      listenSocket(fd, 1);
      return fd;
    });
    this.#listeners.set(uid, fds);
  }

  #unlisten(uid: string): void {
    for (const fd of this.#listeners.get(uid) ?? []) closeFd(fd);
    this.#listeners.delete(uid);
  }
}
