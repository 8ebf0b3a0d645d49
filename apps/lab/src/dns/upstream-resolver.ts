/** Asks name servers outside of the lab, over UDP, each question from a port of its own. */

import { randomInt } from "node:crypto";
import { createSocket, type Socket } from "node:dgram";
import { ipFamily, type SocketAddress } from "@ambit/addr";
import {
  canonicalDnsName,
  DnsError,
  type DnsMessage,
  type DnsQuestion,
  decodeDnsMessage,
  encodeDnsMessage,
  queryFor,
} from "@ambit/dns";
import type { Clock } from "@ambit/lifecycle";
import { inNetns } from "@ambit/linux";

export interface UpstreamOptions {
  /** Asked one after the other. */
  readonly servers: readonly SocketAddress[];
  /** The namespace to ask from; the process's own when absent. */
  readonly netnsFd: number | undefined;
  readonly clock: Clock;
}

/** For each server. */
const ANSWER_TIMEOUT_MS = 2_000;
const QUESTIONS_AT_ONCE = 256;
/** What is taken over UDP. */
const PAYLOAD_BYTES = 4096;

export class UpstreamResolver implements Disposable {
  readonly #options: UpstreamOptions;
  readonly #sockets = new Set<Socket>();

  constructor(options: UpstreamOptions) {
    this.#options = options;
  }

  /** The first answer; undefined when no server gives one, or too many questions are open. */
  async ask(question: DnsQuestion): Promise<DnsMessage | undefined> {
    for (const server of this.#options.servers) {
      const answer =
        this.#sockets.size < QUESTIONS_AT_ONCE ? await this.#askOne(question, server) : undefined;
      if (answer !== undefined) {
        return answer;
      }
    }
    return undefined;
  }

  [Symbol.dispose](): void {
    for (const socket of this.#sockets) {
      socket.close();
    }
    this.#sockets.clear();
  }

  async #askOne(question: DnsQuestion, server: SocketAddress): Promise<DnsMessage | undefined> {
    const id = randomInt(0x10000);
    const { promise, resolve } = Promise.withResolvers<DnsMessage | undefined>();
    const socket = this.#open(server);
    const onEnd = (): void => resolve(undefined);
    socket.on("error", onEnd);
    socket.on("close", onEnd);
    socket.on("message", (bytes, { address, port }) => {
      const answer =
        address === server.ip && port === server.port ? readAnswer(bytes, id, question) : undefined;
      if (answer !== undefined) {
        resolve(answer);
      }
    });
    const query = queryFor(question, { id, udpPayloadBytes: PAYLOAD_BYTES });
    using _timer = this.#options.clock.setTimer(ANSWER_TIMEOUT_MS, onEnd);
    socket.send(encodeDnsMessage(query), server.port, server.ip, (error) => {
      if (error !== null) {
        resolve(undefined);
      }
    });
    const answer = await promise;
    if (this.#sockets.delete(socket)) {
      socket.close();
    }
    return answer;
  }

  /** Node makes the socket in `bind`, in the same turn as long as no name has to be looked up. */
  #open({ ip }: SocketAddress): Socket {
    const { netnsFd } = this.#options;
    const isV4 = ipFamily(ip) === 4;
    const socket = createSocket({
      type: isV4 ? "udp4" : "udp6",
      lookup: (host, _options, done) => done(null, host, isV4 ? 4 : 6),
    });
    this.#sockets.add(socket);
    const bind = (): void => void socket.bind(0, isV4 ? "0.0.0.0" : "::");
    if (netnsFd === undefined) {
      bind();
    } else {
      inNetns(netnsFd, bind);
    }
    return socket;
  }
}

/** Anything that is not the answer to this question is not there. */
function readAnswer(bytes: Uint8Array, id: number, question: DnsQuestion): DnsMessage | undefined {
  try {
    const message = decodeDnsMessage(bytes);
    const [asked] = message.questions;
    const isAnswer =
      message.isResponse &&
      message.id === id &&
      asked?.type === question.type &&
      canonicalDnsName(asked.name) === canonicalDnsName(question.name);
    return isAnswer ? message : undefined;
  } catch (error) {
    if (error instanceof DnsError) {
      return undefined;
    }
    throw error;
  }
}
