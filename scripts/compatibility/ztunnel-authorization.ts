import type { Section } from "./section.ts";

const POLICY = "packages/authz/src/compiled-policy.test.ts";
const DECIDE = "packages/authz/src/decide-connection.test.ts";
const ORACLE = "packages/authz/src/decide-connection.property.test.ts";
const EXPLAIN = "packages/authz/src/explain.test.ts";
const DECODE = "packages/model/src/proto/decode-policy.test.ts";
const STATE = "packages/mesh-state/src/mesh-state.test.ts";
const AUTHORIZE = "apps/ztunnel/src/data/authorize.test.ts";
const INBOUND = "apps/ztunnel/src/data/inbound.integration.test.ts";
const PLAIN = "apps/ztunnel/src/data/inbound-plaintext.integration.test.ts";
const PLANE = "apps/ztunnel/src/data/data-plane.integration.test.ts";
const PODS = "apps/ztunnel/src/data/pods.integration.test.ts";
const NETNS = "e2e/netns/policy.netns.test.ts";
const LIVE = "e2e/netns/live-policy.netns.test.ts";
const CAPTURE = "e2e/netns/inbound-capture.netns.test.ts";
const FAULTS = "e2e/netns/faults-policy.netns.test.ts";

export const section: Section = {
  title: "ztunnel: authorization",
  rows: [
    {
      behaviour: "Policies of the namespace, the global ones, and those that the workload names",
      tests: [
        `${STATE} > policies > of the namespace, the global ones and the named ones apply, each once and in this order`,
      ],
    },
    {
      behaviour: "A policy that a workload names and nobody sent is skipped, with a warning",
      tests: [
        `${AUTHORIZE} > skips a policy that the workload names and nobody has sent, as Istio`,
        `${STATE} > policies > a named policy that arrives later applies from then on`,
      ],
    },
    {
      behaviour: "There is no way to refuse instead",
      differs: {
        ambit: "`AMBIT_STRICT_POLICY_REFERENCES=true`",
        why: "Istio's order of delivery needs the first, strictness the second",
      },
      tests: [`${AUTHORIZE} > refuses instead when references are strict, and names the policy`],
    },
    {
      behaviour: "A DENY that matches refuses, before any ALLOW",
      tests: [
        `${DECIDE} > precedence > a DENY that matches refuses`,
        `${DECIDE} > precedence > a matching DENY beats a matching ALLOW before it`,
      ],
    },
    {
      behaviour: "Without ALLOW policy what is not denied is allowed; with some, one has to match",
      tests: [
        `${DECIDE} > precedence > no policy admits`,
        `${DECIDE} > precedence > an ALLOW that does not match refuses`,
        `${DECIDE} > precedence > one matching ALLOW among several is enough`,
      ],
    },
    {
      behaviour: "Dry-run policies decide nothing and are logged",
      tests: [
        `${DECIDE} > dry-run > a dry-run DENY that matches is reported and does not refuse`,
        `${DECIDE} > dry-run > a dry-run ALLOW that matches does not admit where an enforced one does not`,
        `${ORACLE} > dry-run policies never change the outcome`,
      ],
    },
    {
      behaviour:
        "A policy without rules never matches; rules are alternatives; a rule without clauses matches",
      tests: [
        `${POLICY} > rules, clauses and entries > a policy with no rules never matches`,
        `${POLICY} > rules, clauses and entries > rules are alternatives`,
        `${POLICY} > rules, clauses and entries > a rule with no clauses matches`,
      ],
    },
    {
      behaviour: "All clauses have to match; one entry of a clause has to; a clause without entries matches",
      tests: [
        `${POLICY} > rules, clauses and entries > all clauses of a rule have to match`,
        `${POLICY} > rules, clauses and entries > entries of a clause are alternatives`,
        `${POLICY} > rules, clauses and entries > a clause with no entries matches`,
      ],
    },
    {
      behaviour: "Empty entries are skipped, so a clause of nothing else does not match",
      tests: [
        `${POLICY} > rules, clauses and entries > a clause of only empty entries does not match`,
        `${POLICY} > rules, clauses and entries > an empty entry is skipped, not a wildcard beside others`,
      ],
    },
    {
      behaviour:
        "Within an entry every kind of field has to match, positive lists by one hit, negative ones by none",
      tests: [
        `${POLICY} > an entry > needs every field type`,
        `${POLICY} > an entry > is vetoed by one hit of a negative list`,
      ],
    },
    {
      behaviour: "Ports and addresses are those that are dialled, never the authority's or the service's",
      tests: [
        `${DECIDE} > security defaults > the port and address asked are those of the facts, in either family`,
        `${POLICY} > destination ports > hit by number`,
        `${POLICY} > source and destination addresses > destination inside the block`,
      ],
    },
    {
      behaviour:
        "Principals are compared without `spiffe://`; presence means mutual TLS; negatives pass plaintext",
      tests: [
        `${POLICY} > principals > exact without the scheme`,
        `${POLICY} > principals > text with the scheme never hits`,
        `${POLICY} > principals > presence misses plaintext`,
        `${POLICY} > principals > any negative passes plaintext`,
      ],
    },
    {
      behaviour: "The namespace of plaintext is the empty one",
      tests: [
        `${POLICY} > namespaces > plaintext has the empty namespace: exact empty hits`,
        `${POLICY} > namespaces > negative passes plaintext`,
      ],
    },
    {
      behaviour: "Service accounts compare namespace and name and ignore the trust domain",
      tests: [
        `${POLICY} > service accounts > namespace and name`,
        `${POLICY} > service accounts > the trust domain is ignored`,
        `${POLICY} > service accounts > plaintext never hits`,
      ],
    },
    {
      behaviour: "Exact, prefix, suffix, presence",
      tests: [
        `${POLICY} > namespaces > exact`,
        `${POLICY} > namespaces > prefix`,
        `${POLICY} > namespaces > suffix`,
        `${POLICY} > namespaces > presence`,
      ],
    },
    {
      behaviour: "STRICT mutual TLS is the policy that istiod makes of it",
      tests: [
        `${DECIDE} > security defaults > STRICT refuses plaintext and admits any mutual TLS identity`,
        `${CAPTURE} > a pod whose inbound traffic is captured > refuses plaintext under a strict policy, and still takes HBONE`,
      ],
    },
    {
      behaviour: "An address or text match that cannot be read is left out, which may widen the policy",
      differs: {
        ambit:
          "the same with a warning; but where that would let more pass, the entry of an ALLOW policy allows nothing, and that of a DENY policy denies without the condition; so does an entry with a field of a later version",
        why: "a policy must not become weaker without a word",
      },
      tests: [
        `${DECODE} > what cannot be read in an entry > allows nothing as the only value`,
        `${DECODE} > what cannot be read in an entry > makes a DENY wider as the only value`,
        `${DECODE} > what cannot be read in an entry > a condition of a later version allows nothing`,
      ],
    },
    {
      behaviour: "A policy is asked about on every path in",
      tests: [
        `${NETNS} > an authorization policy > $name`,
        `${PLAIN} > a policy that asks for an identity finds none, and the client sees a close`,
      ],
    },
    {
      behaviour: "The connection is registered before it is decided on",
      tests: [
        `${FAULTS} > a policy change under 500 connections > a policy change under 500 connections ends the denied ones within 1 s and leaves the others alone`,
      ],
    },
    {
      behaviour:
        "When policies change, live connections are asked about again, and those that are denied end: the stream with CANCEL, the tunnel stays",
      tests: [
        `${INBOUND} > a policy that comes to deny ends the stream with CANCEL and keeps the tunnel`,
        `${PLAIN} > a policy that comes to deny ends the connection, and others go on`,
        `${PLANE} > a policy pushed to the server ends the connection on both sides and refuses the next`,
        `${LIVE} > a policy that changes while connections are open > closes those that it denies, and leaves the others of the same tunnel alone`,
        `${PODS} > pods of one node > a change of policies is asked of the connections of every pod`,
      ],
    },
    {
      behaviour: "They are asked when a policy changes, with the workload's record as it was",
      differs: {
        ambit: "on every change of the mesh, with the current record",
        why: "a policy newly attached to a workload must close connections that it forbids",
      },
      tests: [`${INBOUND} > a policy that is newly attached to the workload ends what it denies`],
    },
    {
      behaviour: "The words of the log for a refusal, and for one that comes late",
      tests: [
        `${EXPLAIN} > a refusal reads as in ztunnel's access log: %s`,
        `${EXPLAIN} > a policy change has ztunnel's own text`,
      ],
    },
    {
      behaviour: "A refusal does not say which rule decided",
      differs: { ambit: "`policy.name` and `policy.rule` follow in the line", why: "it has to be found" },
      tests: [`${NETNS} > an authorization policy > that denies is named in the log, with its rule`],
    },
    {
      behaviour: "Decisions are logged at debug, or at info with `AUTHZ_POLICY_INFO_LOGGING=true`",
      tests: [`${AUTHORIZE} > decisions and dry-run matches are logged at info when asked for`],
    },
    {
      behaviour: "Every decision goes through all policies and rules",
      differs: {
        ambit: "a policy is compiled once, and a list of policies remembers what it answered",
        why: "thousands of connections ask the same",
      },
      tests: [
        `${POLICY} > a policy object is compiled once`,
        `${ORACLE} > the compiled decision is the literal one`,
      ],
    },
  ],
};
