/** Addresses of a name from name servers, for this proxy's own use. */
import type { IpAddress, IpFamily } from "@ambit/addr";
import {
  DNS_CLASS_IN,
  DNS_RCODE,
  DNS_TYPE,
  DnsError,
  type DnsName,
  decodeDnsMessage,
  describeAnswer,
  encodeDnsMessage,
  ForwardableQuery,
  queryFor,
} from "@ambit/dns";
import type { DnsTransport, Forwarder } from "./forwarder.ts";

/** What servers may send in a datagram without its being fragmented. */
const UDP_PAYLOAD_BYTES = 1_232;

/** What a name server has said; no addresses: there is nothing of that kind under the name. */
export interface FoundAddresses {
  readonly addresses: readonly IpAddress[];
  /** Of the record that is gone first; undefined without records. */
  readonly ttlSeconds: number | undefined;
}

/** Calls back once, with undefined when nobody could say. Long answers are asked for again over TCP. */
export function lookupAddresses(
  forwarder: Forwarder,
  name: DnsName,
  family: IpFamily,
  callback: (found: FoundAddresses | undefined) => void,
): void {
  const query = ForwardableQuery.find(addressQuery(name, family));
  if (query === undefined) {
    callback(undefined);
    return;
  }
  const ask = (transport: DnsTransport): void => {
    const isAsked = forwarder.ask(query, transport, (outcome) => {
      if (outcome.kind === "failed") callback(undefined);
      else if (transport === "udp" && describeAnswer(outcome.response).isTruncated) ask("tcp");
      else callback(readAddresses(outcome.response, family));
    });
    if (!isAsked) callback(undefined);
  };
  ask("udp");
}

function addressQuery(name: DnsName, family: IpFamily): Uint8Array {
  const question = { name, type: family === 4 ? DNS_TYPE.A : DNS_TYPE.AAAA, class: DNS_CLASS_IN };
  return encodeDnsMessage(queryFor(question, { id: 0, udpPayloadBytes: UDP_PAYLOAD_BYTES }));
}

/** The server follows aliases: whatever addresses it gives are those of the name. */
function readAddresses(response: Uint8Array, family: IpFamily): FoundAddresses | undefined {
  try {
    const { rcode, answers } = decodeDnsMessage(response);
    if (rcode !== DNS_RCODE.NOERROR && rcode !== DNS_RCODE.NXDOMAIN) return undefined;
    const type = family === 4 ? "A" : "AAAA";
    const addresses = answers.flatMap((record) => (record.type === type ? [record.address] : []));
    const ttls = answers.map(({ ttl }) => ttl);
    return { addresses, ttlSeconds: addresses.length === 0 ? undefined : Math.min(...ttls) };
  } catch (error) {
    if (error instanceof DnsError) return undefined;
    throw error;
  }
}
