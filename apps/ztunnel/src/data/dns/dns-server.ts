/**
 * Answers a workload's DNS queries, whatever brought them: names of the mesh from the mesh, everything else untouched by
 * the name servers of this process.
 */
import type { IpAddress, IpFamily } from "@ambit/addr";
import {
  canonicalDnsName,
  DNS_CLASS_IN,
  DNS_RCODE,
  DNS_ROOT,
  DNS_TYPE,
  type DnsMessage,
  type DnsName,
  type DnsQuestion,
  type DnsRecord,
  describeAnswer,
  encodeDnsMessage,
  ForwardableQuery,
  findDnsName,
  parseDnsName,
  questionOf,
  respondTo,
  udpPayloadLimit,
} from "@ambit/dns";
import type { Workload } from "@ambit/model";
import type { ResolvedName, UnknownName } from "@ambit/routing";
import type { DataContext } from "../context.ts";
import { lookupAddresses } from "./address-lookup.ts";
import type { ForwardOutcome } from "./ask.ts";
import { type DnsLabels, dnsTypeName } from "./dns-counters.ts";
import { type DnsTransport, Forwarder } from "./forwarder.ts";
import { readQuery } from "./read-query.ts";

/** What services are answered with (as ztunnel). */
const MESH_TTL_SECONDS = 30;
/** Queries that wait, for the workload's record, the control plane or name servers. */
const MAX_PENDING = 1024;
/** The most that a datagram can carry: what the client takes decides. */
const UDP_PAYLOAD_BYTES = 65_507;

export interface DnsServerOptions {
  /** Of the pod's own rules: no query waits any more. */
  readonly onIdle: () => void;
}

interface Request {
  readonly bytes: Uint8Array;
  readonly message: DnsMessage;
  readonly question: DnsQuestion;
  readonly transport: DnsTransport;
  /** Once; undefined is silence. */
  readonly finish: (response: Uint8Array | undefined) => void;
}

/** See the module comment. One for each workload. */
export class DnsServer {
  readonly #context: DataContext;
  readonly #options: DnsServerOptions;
  readonly #forwarder: Forwarder;
  #pendingCount = 0;
  #isClosed = false;

  constructor(context: DataContext, options: DnsServerOptions) {
    this.#context = context;
    this.#options = options;
    const { reactor, memory, config, netnsFd, randomHex, dns } = context;
    this.#forwarder = new Forwarder({
      reactor,
      memory,
      place: { config, netnsFd },
      resolver: config.dns.resolver,
      budget: dns.budget,
      randomHex,
    });
  }

  /** Queries without an answer so far. */
  get pendingCount(): number {
    return this.#pendingCount;
  }

  /** Calls back once, at once or later, with the response; undefined where an answer would do harm. Keeps the bytes. */
  answer(
    bytes: Uint8Array,
    transport: DnsTransport,
    onAnswer: (response: Uint8Array | undefined) => void,
  ): void {
    const message = readQuery(bytes);
    if (message === undefined || message instanceof Uint8Array) {
      onAnswer(message);
      return;
    }
    const question = questionOf(message);
    if ("rcode" in question) {
      onAnswer(encode(message, question.rcode));
      return;
    }
    if (this.#pendingCount >= MAX_PENDING) {
      onAnswer(encode(message, DNS_RCODE.SERVFAIL));
      return;
    }
    this.#pendingCount += 1;
    const finish = (response: Uint8Array | undefined): void => {
      if (this.#isClosed) return;
      this.#pendingCount -= 1;
      onAnswer(response);
      if (this.#pendingCount === 0) this.#options.onIdle();
    };
    this.#serve({ bytes, message, question, transport, finish });
  }

  /** Addresses for this proxy's own use, as the workload would get them; none when there are none. */
  resolve(hostname: string, family: IpFamily, callback: (addresses: readonly IpAddress[]) => void): void {
    const name = findDnsName(hostname);
    if (name === undefined) {
      callback([]);
      return;
    }
    const asked = canonicalDnsName(name);
    this.#context.local.whenKnown((client) => {
      if (client === undefined || this.#isClosed) {
        callback([]);
        return;
      }
      const onResolved = (resolved: ResolvedName | UnknownName): void => {
        if (resolved.kind === "resolved") callback(this.#shuffled(resolved.addresses));
        else lookupAddresses(this.#forwarder, asked, family, (found) => callback(found?.addresses ?? []));
      };
      const { dns, connections: owner } = this.#context;
      dns.names.resolve({ name: asked, family, client }, onResolved, owner);
    });
  }

  /** Nobody who waits hears anything. */
  close(): void {
    this.#isClosed = true;
    this.#pendingCount = 0;
    this.#forwarder.close();
  }

  #serve(request: Request): void {
    const { message, finish } = request;
    this.#context.local.whenKnown((client) => {
      if (this.#isClosed) return;
      if (client === undefined) {
        finish(encode(message, DNS_RCODE.SERVFAIL));
        return;
      }
      const { question, transport } = request;
      this.#context.dns.counters.requested({ type: question.type, transport, source: client });
      const family = meshFamilyOf(question);
      if (family === undefined) {
        this.#forward(request, client);
        return;
      }
      const name = canonicalDnsName(question.name);
      const onResolved = (resolved: ResolvedName | UnknownName): void => {
        if (this.#isClosed) return;
        if (resolved.kind === "unknown") this.#forward(request, client);
        else this.#answerFromMesh(request, client, resolved);
      };
      const { dns, connections: owner } = this.#context;
      dns.names.resolve({ name, family, client }, onResolved, owner);
    });
  }

  #answerFromMesh(
    { message, question, transport, finish }: Request,
    client: Workload,
    resolved: ResolvedName,
  ): void {
    const asked = canonicalDnsName(question.name);
    const addresses = this.#shuffled(resolved.addresses);
    const response = respondTo(message, {
      rcode: DNS_RCODE.NOERROR,
      isAuthoritative: true,
      recursionAvailable: true,
      answers: recordsOf(asked, resolved.aliasOf, addresses),
    });
    const limit = transport === "udp" ? udpPayloadLimit(message, UDP_PAYLOAD_BYTES) : undefined;
    finish(encodeDnsMessage(response, limit));
    const result = resolved.isFamilyServed ? "success" : "service does not support this record type";
    this.#log(client, question, { result, endpoints: addresses.length });
  }

  #forward(request: Request, client: Workload): void {
    const { bytes, message, question, transport, finish } = request;
    const { dns, records } = this.#context;
    const query = ForwardableQuery.find(bytes);
    if (query === undefined) {
      finish(encode(message, DNS_RCODE.FORMERR));
      return;
    }
    const labels: DnsLabels = { type: question.type, transport, source: client };
    dns.counters.forwarded(labels);
    const startedMs = records.nowMs();
    const isAsked = this.#forwarder.ask(query, transport, (outcome) => {
      const { isFailure, ...logged } = describeOutcome(outcome);
      dns.counters.answered(labels, (records.nowMs() - startedMs) / 1_000, isFailure);
      const limit =
        transport === "udp" ? udpPayloadLimit(message, UDP_PAYLOAD_BYTES) : Number.POSITIVE_INFINITY;
      finish(
        outcome.kind === "answered"
          ? query.respond(outcome.response, limit)
          : encode(message, DNS_RCODE.SERVFAIL),
      );
      this.#log(client, question, logged);
    });
    if (isAsked) return;
    dns.counters.answered(labels, 0, true);
    finish(encode(message, DNS_RCODE.SERVFAIL));
    this.#log(client, question, {
      result: "forwarding failed (no name server, or too many questions wait for them)",
      endpoints: 0,
    });
  }

  #log(
    client: Workload,
    { name, type }: DnsQuestion,
    { result, endpoints }: { readonly result: string; readonly endpoints: number },
  ): void {
    const { log } = this.#context.dns;
    if (!log.isEnabled("debug")) return;
    const domain = canonicalDnsName(name);
    log.debug("", {
      "src.workload": client.name,
      "src.namespace": client.namespace,
      query: dnsTypeName(type),
      domain: domain === DNS_ROOT ? domain : `${domain}.`,
      result,
      endpoints,
    });
  }

  #shuffled(addresses: readonly IpAddress[]): readonly IpAddress[] {
    const shuffled = [...addresses];
    for (let last = shuffled.length - 1; last > 0; last--) {
      const other = Math.floor(this.#context.random() * (last + 1));
      const [a, b] = [shuffled[last], shuffled[other]];
      if (a === undefined || b === undefined) break;
      shuffled[last] = b;
      shuffled[other] = a;
    }
    return shuffled;
  }
}

/** Which addresses are asked for; undefined: something else. A name with an escape is no name of a service. */
function meshFamilyOf({ type, class: questionClass, name }: DnsQuestion): IpFamily | undefined {
  if (questionClass !== DNS_CLASS_IN || name === DNS_ROOT || name.includes("\\")) return undefined;
  if (type === DNS_TYPE.A) return 4;
  return type === DNS_TYPE.AAAA ? 6 : undefined;
}

function recordsOf(
  asked: DnsName,
  aliasOf: string | undefined,
  addresses: readonly IpAddress[],
): readonly DnsRecord[] {
  const owner = aliasOf === undefined ? asked : parseDnsName(aliasOf);
  const head = { class: DNS_CLASS_IN, ttl: MESH_TTL_SECONDS };
  const alias: DnsRecord[] =
    owner === asked || addresses.length === 0 ? [] : [{ ...head, name: asked, type: "CNAME", target: owner }];
  return [
    ...alias,
    ...addresses.map(
      (address): DnsRecord => ({ ...head, name: owner, type: address.includes(":") ? "AAAA" : "A", address }),
    ),
  ];
}

function encode(query: DnsMessage, rcode: number): Uint8Array {
  return encodeDnsMessage(respondTo(query, { rcode, isAuthoritative: false, recursionAvailable: false }));
}

const RCODE_TEXTS: ReadonlyMap<number, string> = new Map([
  [DNS_RCODE.NOERROR, "no records found"],
  [DNS_RCODE.FORMERR, "error response: Form Error"],
  [DNS_RCODE.SERVFAIL, "error response: Server Failure"],
  [DNS_RCODE.NXDOMAIN, "no such name"],
  [DNS_RCODE.NOTIMP, "error response: Not Implemented"],
  [DNS_RCODE.REFUSED, "error response: Query Refused"],
]);

/** An answer without records counts as failed, as in ztunnel; one that has to be asked for again over TCP does not. */
function describeOutcome(outcome: ForwardOutcome): {
  readonly result: string;
  readonly endpoints: number;
  readonly isFailure: boolean;
} {
  if (outcome.kind === "failed")
    return { result: `forwarding failed (${outcome.reason})`, endpoints: 0, isFailure: true };
  const { rcode, answerCount, isTruncated } = describeAnswer(outcome.response);
  if (rcode === DNS_RCODE.NOERROR && (answerCount > 0 || isTruncated))
    return { result: "forwarded", endpoints: answerCount, isFailure: false };
  const reason = RCODE_TEXTS.get(rcode) ?? `error response: ${rcode}`;
  return { result: `forwarding failed (${reason})`, endpoints: answerCount, isFailure: true };
}
