/** From a query to its answer, or to what has to be asked elsewhere. */
import {
  DNS_CLASS_IN,
  DNS_RCODE,
  DNS_TYPE,
  type DnsAnswer,
  type DnsMessage,
  type DnsName,
  type DnsQuestion,
  type DnsRecord,
  questionOf,
} from "@ambit/dns";
import type { ClusterZone } from "./cluster-zone.ts";

export type QueryOutcome =
  | { readonly kind: "answer"; readonly answer: DnsAnswer }
  /** Ask for this, and put what is known already before what comes. */
  | { readonly kind: "forward"; readonly question: DnsQuestion; readonly known: readonly DnsRecord[] };

export interface QueryContext {
  readonly zone: ClusterZone;
  /** Whether names of others are asked for elsewhere; if not, there are none. */
  readonly hasUpstreams: boolean;
  /** 0 to 1, as Math.random: the order of addresses is the cheapest load balancer. */
  readonly random: () => number;
}

/** Names that lead to names: more of them in a row are a circle. */
const ALIASES = 8;

export function answerQuery(query: DnsMessage, context: QueryContext): QueryOutcome {
  const question = questionOf(query);
  if (!("name" in question)) {
    return answered(question.rcode);
  }
  if (question.class !== DNS_CLASS_IN) {
    return answered(DNS_RCODE.REFUSED);
  }
  return followNames(question, context);
}

function followNames(question: DnsQuestion, context: QueryContext): QueryOutcome {
  const { zone, hasUpstreams, random } = context;
  const aliases: DnsRecord[] = [];
  let name: DnsName = question.name;
  while (aliases.length <= ALIASES) {
    const answer = zone.find(name, question.type);
    switch (answer.kind) {
      case "alias":
        aliases.push(answer.record);
        if (question.type === DNS_TYPE.CNAME) {
          return answered(DNS_RCODE.NOERROR, { answers: aliases });
        }
        name = answer.target;
        break;
      case "found": {
        const answers = [...aliases, ...shuffled(answer.records, random)];
        const authorities = answer.records.length === 0 ? [zone.authorityOf(name)] : [];
        return answered(DNS_RCODE.NOERROR, { answers, authorities, additionals: answer.additionals });
      }
      case "foreign":
        if (hasUpstreams) {
          return { kind: "forward", question: { ...question, name }, known: aliases };
        }
        return missing(name, aliases, zone);
      case "missing":
        return missing(name, aliases, zone);
    }
  }
  return answered(DNS_RCODE.SERVFAIL);
}

/** The code is that of the last name, also behind aliases (RFC 6604). */
function missing(name: DnsName, aliases: readonly DnsRecord[], zone: ClusterZone): QueryOutcome {
  return answered(DNS_RCODE.NXDOMAIN, { answers: aliases, authorities: [zone.authorityOf(name)] });
}

function answered(rcode: number, sections: Partial<DnsAnswer> = {}): QueryOutcome {
  const isOurs = rcode === DNS_RCODE.NOERROR || rcode === DNS_RCODE.NXDOMAIN;
  return {
    kind: "answer",
    answer: { rcode, isAuthoritative: isOurs, recursionAvailable: true, ...sections },
  };
}

function shuffled<T>(items: readonly T[], random: () => number): readonly T[] {
  return items
    .map((item) => ({ item, place: random() }))
    .toSorted((a, b) => a.place - b.place)
    .map(({ item }) => item);
}
