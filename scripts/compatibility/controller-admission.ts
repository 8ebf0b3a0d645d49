import type { Section } from "./section.ts";

const CHECK = "packages/admission/src/check-object.test.ts";
const REVIEW = "apps/controller/src/webhook/admission-review.test.ts";
const WRITER = "apps/controller/src/writers/webhook-writer.test.ts";
const PORT = "apps/controller/test/webhook.integration.test.ts";

export const section: Section = {
  title: "controller: admission",
  rows: [
    {
      behaviour: "Objects that can never work are refused, each part named with its reason",
      tests: [
        `${CHECK} > an AuthorizationPolicy > %s`,
        `${CHECK} > a PeerAuthentication > %s`,
        `${CHECK} > a ServiceEntry > %s`,
        `${REVIEW} > an object > that can never work is refused, with the part and the reason`,
      ],
    },
    {
      behaviour: "What will not do what it says is stored silently",
      tests: [
        `${CHECK} > an AuthorizationPolicy > that selects %s`,
        `${CHECK} > a NetworkPolicy > %s`,
        `${CHECK} > a waypoint that is named > %s`,
        `${REVIEW} > an object > that will not do what it says is allowed with a warning`,
      ],
      differs: {
        ambit:
          "a warning: HTTP rules for ztunnel, policies that select nothing, NetworkPolicies that leave out 15008, waypoints that are not there",
        why: "silence is taken for protection",
      },
    },
    {
      behaviour: "An object that was bad before can be deleted, lose finalizers, and be mended",
      tests: [`${REVIEW} > an object that was bad before there was a webhook > %s`],
    },
    {
      behaviour:
        "`caBundle` in configurations of the own revision; `failurePolicy` becomes Fail once a bad object was seen to be refused",
      tests: [
        `${WRITER} > a webhook of ours > is told by which roots to believe us, and refuses only when it is seen to`,
        `${WRITER} > a webhook of ours > gets other roots, and is put right when somebody changes it`,
        `${PORT} > an API server is answered with the controller's own certificate, by what is in the mesh`,
      ],
    },
    {
      behaviour: "All of its webhooks may refuse",
      tests: [
        `${WRITER} > a webhook of ours > for NetworkPolicies never refuses what it cannot be asked about`,
      ],
      differs: {
        ambit: "that for NetworkPolicies stays `Ignore`",
        why: "a core kind of Kubernetes must not wait for a mesh",
      },
    },
    {
      behaviour: "`/inject`",
      tests: [],
      absent: "404: there are no sidecars",
    },
  ],
};
