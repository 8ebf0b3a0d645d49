/** The cluster's name server: what the API says of services and pods, as answers over UDP and TCP. */

import {
  DNS_RCODE,
  type DnsAnswer,
  DnsError,
  type DnsMessage,
  decodeDnsHeader,
  decodeDnsMessage,
  encodeDnsMessage,
  parseDnsName,
  refuseUnreadable,
  respondTo,
  udpPayloadLimit,
} from "@ambit/dns";
import { formatErrorChain } from "@ambit/errors";
import type { Informer } from "@ambit/kube";
import { TaskGroup } from "@ambit/lifecycle";
import { closeFd, errnoMessage, openNetns } from "@ambit/linux";
import type { Logger } from "@ambit/telemetry";
import { followKind } from "../cluster/follow-kind.ts";
import { answerQuery, type QueryContext } from "./answer-query.ts";
import { ClusterZone } from "./cluster-zone.ts";
import type { DnsOptions, DnsServer } from "./dns-options.ts";
import { DnsServerError } from "./dns-server-error.ts";
import { bindDnsSockets, type DnsSockets } from "./dns-sockets.ts";
import { UpstreamResolver } from "./upstream-resolver.ts";
import { ZoneView } from "./zone-view.ts";

const DOMAIN = "cluster.local";
/** As large as a datagram gets without being cut on any common path. */
const UDP_BYTES = 1232;

/**
 * Takes its addresses and follows the API. Until everything has been listed once, every query is answered with SERVFAIL, so
 * that clients ask again. Throws DnsServerError "bind-failed" or "no-netns".
 */
export async function startDns(options: DnsOptions): Promise<DnsServer> {
  await using stack = new AsyncDisposableStack();
  const tasks = stack.use(new TaskGroup());
  const view = new ZoneView();
  const informers = followAll(view, options);
  const zone = new ClusterZone(
    view,
    parseDnsName(options.clusterDomain ?? DOMAIN),
    options.listen.map(({ ip }) => ip),
  );
  const upstream = openUpstream(options, stack);
  const context: QueryContext = { zone, hasUpstreams: upstream !== undefined, random: options.random };
  const isReady = (): boolean => informers.every(({ hasSynced }) => hasSynced);
  const server = new Answers({ context, upstream, isReady, logger: options.logger });
  const sockets: DnsSockets[] = [];
  for (const address of options.listen) {
    sockets.push(
      stack.use(await bindDnsSockets(address, (query, transport) => server.answer(query, transport))),
    );
  }
  for (const [index, informer] of informers.entries()) {
    tasks.spawn(`informer ${index}`, (signal) => informer.run(signal));
  }
  const owned = stack.move();
  return {
    addresses: sockets.map(({ address }) => address),
    whenReady: async (signal) => {
      await Promise.all(informers.map((informer) => informer.whenSynced(signal)));
    },
    join: () => tasks.join(),
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };

  function openUpstream(
    { upstreams = [], upstreamNetnsPath, clock }: DnsOptions,
    owner: AsyncDisposableStack,
  ): UpstreamResolver | undefined {
    if (upstreams.length === 0) {
      return undefined;
    }
    const netnsFd = upstreamNetnsPath === undefined ? undefined : openNamespace(upstreamNetnsPath);
    if (netnsFd !== undefined) {
      owner.defer(() => void closeFd(netnsFd));
    }
    return owner.use(new UpstreamResolver({ servers: upstreams, netnsFd, clock }));
  }
}

interface Followed extends Pick<Informer<unknown>, "hasSynced" | "whenSynced" | "run"> {}

function followAll(view: ZoneView, options: DnsOptions): readonly Followed[] {
  const { api, clock, random, logger } = options;
  const common = { api, clock, random, logger };
  return [
    followKind("services", { ...common, onEvents: (batch) => view.applyServices(batch) }),
    followKind("endpointslices", { ...common, onEvents: (batch) => view.applySlices(batch) }),
    followKind("pods", { ...common, onEvents: (batch) => batch.forEach((event) => view.pods.apply(event)) }),
    followKind("namespaces", {
      ...common,
      onEvents: (batch) => batch.forEach((event) => view.namespaces.apply(event)),
    }),
  ];
}

function openNamespace(path: string): number {
  const fd = openNetns(path);
  if (fd < 0) {
    throw new DnsServerError("no-netns", `cannot open the network namespace ${path}: ${errnoMessage(-fd)}`);
  }
  return fd;
}

const FAILURE: DnsAnswer = { rcode: DNS_RCODE.SERVFAIL, isAuthoritative: false, recursionAvailable: true };

interface AnswersOptions {
  readonly context: QueryContext;
  readonly upstream: UpstreamResolver | undefined;
  readonly isReady: () => boolean;
  readonly logger: Logger;
}

class Answers {
  readonly #options: AnswersOptions;

  constructor(options: AnswersOptions) {
    this.#options = options;
  }

  /** Undefined for what nobody should be answered: no header, or a response. */
  async answer(bytes: Uint8Array, transport: "udp" | "tcp"): Promise<Uint8Array | undefined> {
    const header = decodeDnsHeader(bytes);
    if (header === undefined || header.isResponse) {
      return undefined;
    }
    const query = readQuery(bytes);
    if (query === undefined) {
      return encodeDnsMessage(refuseUnreadable(header, DNS_RCODE.FORMERR));
    }
    const limit = transport === "udp" ? udpPayloadLimit(query, UDP_BYTES) : undefined;
    try {
      return encodeDnsMessage(await this.#respond(query), limit);
    } catch (error) {
      this.#options.logger.error("a query could not be answered", { error: formatErrorChain(error) });
      return encodeDnsMessage(respondTo(query, FAILURE), limit);
    }
  }

  async #respond(query: DnsMessage): Promise<DnsMessage> {
    const { context, upstream, isReady } = this.#options;
    if (!isReady()) {
      return respondTo(query, FAILURE);
    }
    const outcome = answerQuery(query, context);
    if (outcome.kind === "answer") {
      return respondTo(query, outcome.answer);
    }
    const answer = await upstream?.ask(outcome.question);
    if (answer === undefined) {
      return respondTo(query, FAILURE);
    }
    const { rcode, answers, authorities, additionals, isTruncated } = answer;
    const sections = { answers: [...outcome.known, ...answers], authorities, additionals };
    const hasExtendedCode = rcode > 0xf && query.edns === undefined;
    const code = hasExtendedCode ? DNS_RCODE.SERVFAIL : rcode;
    return {
      ...respondTo(query, { rcode: code, isAuthoritative: false, recursionAvailable: true, ...sections }),
      isTruncated,
    };
  }
}

function readQuery(bytes: Uint8Array): DnsMessage | undefined {
  try {
    return decodeDnsMessage(bytes);
  } catch (error) {
    if (error instanceof DnsError) {
      return undefined;
    }
    throw error;
  }
}
