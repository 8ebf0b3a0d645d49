import type { Section } from "./section.ts";

const TRANSLATE = "packages/mesh-objects/src/policy/translate-authorization-policy.test.ts";
const PEER = "apps/controller/src/policy/peer-authentication-policy.test.ts";
const MTLS = "apps/controller/src/policy/effective-mtls.test.ts";
const DECLARE = "apps/controller/src/policy/declare-policies.test.ts";
const STATUS = "apps/controller/src/status/declare-statuses.test.ts";
const SHOWN = "apps/controller/src/status/condition-status.test.ts";
const WRITER = "apps/controller/src/writers/status-writer.test.ts";
const GOLDEN = "apps/controller/src/status/status.golden.test.ts";
const LEADER = "apps/controller/src/writers/leadership.test.ts";
const TWO = "apps/controller/test/restart.integration.test.ts";

export const section: Section = {
  title: "controller: policies and statuses",
  rows: [
    {
      behaviour:
        "ALLOW rules with HTTP in them go as a whole; DENY rules lose the HTTP parts, and an empty match matches nothing",
      tests: [
        `${TRANSLATE} > rules with HTTP in them > go as a whole from an ALLOW policy, so that it allows less`,
        `${TRANSLATE} > rules with HTTP in them > keep what is L4 in a DENY policy, and an empty match for what is not`,
      ],
    },
    {
      behaviour:
        "Every L4 attribute and `when` key, patterns, IP blocks, accounts; scopes; dry run; targets are not for ztunnel",
      tests: [`${TRANSLATE} > L4 attributes > %s`, `${TRANSLATE} > the policy itself > is for %s`],
    },
    {
      behaviour: "Values that cannot be read are left out and named",
      tests: [`${TRANSLATE} > values that cannot be read > are left out and named: %s`],
    },
    {
      behaviour:
        "PeerAuthentication: static strict policy, exceptions of ports in its place, inheritance, the oldest counts",
      tests: [
        `${PEER} > the static policy denies whoever has no identity`,
        `${MTLS} > the oldest counts, and of equally old ones the first by name`,
        `${DECLARE} > a workload refers to > the policy of its mode, or of its ports`,
      ],
    },
    {
      behaviour:
        "Policies a workload refers to: selectors of its namespace and the root namespace, sorted; waypoints that are allowed without being named",
      tests: [
        `${DECLARE} > a workload refers to > policies that select it, of its namespace and of the root namespace, sorted`,
        `${DECLARE} > waypoints that are allowed without being named > have a policy with their accounts, which those behind them refer to`,
      ],
    },
    {
      behaviour:
        "Conditions with Istio's types, statuses and reasons, as recorded; pruned when they are not desired any more",
      tests: [
        `${GOLDEN} > recorded cases > $name: statuses are those of the stock control plane`,
        `${STATUS} > a policy > names the targets it is not bound to`,
        `${SHOWN} > a condition that is no longer desired is to go`,
      ],
    },
    {
      behaviour:
        "Written by the holder of the lease only, and only what is not shown; another replica takes over",
      tests: [
        `${WRITER} > nothing is written that is shown already, that another lease guards, or that is wanted no more`,
        `${LEADER} > of two replicas one works, and the other takes over when that one leaves`,
        `${TWO} > two controllers at once > both serve, one writes, and the other takes over when that one goes`,
      ],
    },
  ],
};
