import type { Section } from "./section.ts";

const WIRE = "packages/xds-grpc/test/ca.integration.test.ts";
const REVIEWS = "apps/controller/src/ca/token-reviews.test.ts";
const SERVICE = "apps/controller/src/ca/certificate-service.test.ts";
const IMPERSONATION = "apps/controller/src/ca/impersonation.test.ts";
const AUTHENTICATION = "apps/controller/src/ca/authentication.test.ts";
const ROOT = "apps/controller/src/ca/self-signed-ca.test.ts";
const PLUGGED = "apps/controller/src/ca/plugged-ca.test.ts";
const FILES = "apps/controller/src/ca/file-ca.integration.test.ts";
const MAPS = "apps/controller/src/writers/root-config-maps.test.ts";
const POOL = "apps/controller/src/ca/signing-pool.test.ts";
const QUEUE = "apps/controller/src/ca/fair-queue.test.ts";
const THREAD = "apps/controller/src/ca/signing-thread.integration.test.ts";

export const section: Section = {
  title: "controller: certificates",
  rows: [
    {
      behaviour: "Answers and log lines of a recorded istiod, call by call",
      tests: [
        `${SERVICE} > callers are told what the stock service tells them: > $heading`,
        `${SERVICE} > the log gives the reasons that callers are not told, in the recorded words`,
      ],
    },
    {
      behaviour: "Tokens by TokenReview, client certificates before them",
      tests: [
        `${AUTHENTICATION} > a token of a service account > behind %j names the account and its pod`,
        `${AUTHENTICATION} > a client certificate > is enough, and comes before a token`,
      ],
    },
    {
      behaviour: "A node proxy may have certificates of accounts that run on its node",
      tests: [`${IMPERSONATION} > a node proxy gets a certificate > for an account that runs on its node`],
    },
    {
      behaviour: "An impersonated identity of any trust domain is signed",
      tests: [
        `${SERVICE} > callers are told what the stock service tells them: > but an identity of another trust domain is refused, where Istio signs`,
      ],
      differs: { ambit: "of ours only", why: "it is a hole" },
    },
    {
      behaviour: "Validity: two minutes back, the life asked for, 24 hours without, 90 days at most",
      tests: [
        `${SERVICE} > a certificate > asked for $ttl seconds begins two minutes ago and lives $lifeMs ms from now`,
      ],
    },
    {
      behaviour:
        "Own root in `istio-ca-secret` (or marked in `cacerts`): made once by whoever is first, renewed with its key near its end",
      tests: [
        `${ROOT} > two controllers that start together end up with one root`,
        `${ROOT} > a root near its end > is made anew with its key, by one of the controllers, and the other follows`,
        `${ROOT} > the first controller > marks a root in the Secret of a plugged-in CA as its own`,
      ],
    },
    {
      behaviour: "A renewed root replaces the former one at once",
      tests: [
        `${ROOT} > a root near its end > leaves the bundle when it has ended, and proves what it proved until then`,
      ],
      differs: {
        ambit: "both are handed out until the former one has ended",
        why: "who has only the one believes who shows only the other",
      },
    },
    {
      behaviour:
        "Plugged-in CA in both layouts, with its intermediates; changed files are taken, roots only where they overlap",
      tests: [
        `${PLUGGED} > a running mesh > never exchanges its roots in one step`,
        `${FILES} > a signing certificate that is replaced below the same root is used from then on`,
        `${FILES} > files that do not fit each other, as halfway through a change, are told once and change nothing`,
      ],
    },
    {
      behaviour:
        "`istio-ca-root-cert` and `istio-ca-crl` in every namespace, put right when somebody changes them",
      tests: [
        `${MAPS} > every namespace gets both, but for those in which nothing of the mesh runs`,
        `${MAPS} > what is as it should be is not written, and what somebody changed or took away is put right`,
      ],
    },
    {
      behaviour: "Signing on the thread that asks",
      tests: [
        `${THREAD} > certificates are of the CA that was set last, for the key of the request and nobody else`,
        `${POOL} > a node that asks for a thousand does not keep the others waiting`,
        `${QUEUE} > goes round the owners, from each in the order in which it came`,
      ],
      differs: {
        ambit: "on threads of their own, in turns of the callers",
        why: "a burst of one node must not hold up xDS and the other nodes",
      },
    },
    {
      behaviour: "More requests than can be served",
      tests: [
        `${POOL} > what there is no room for is told so at once, and nothing else is lost`,
        `${SERVICE} > a certificate > that nobody can sign at the moment (%s) may be asked for again`,
      ],
      differs: { ambit: "UNAVAILABLE, to be tried again", why: "nothing is dropped without a word" },
    },
    {
      behaviour: "OIDC tokens (`JWT_RULE`), XFCC, external CAs, ClusterTrustBundles",
      tests: [],
      absent: "Unauthenticated, or not written",
    },
    {
      behaviour: "Every call asks the API server about its token",
      tests: [
        `${REVIEWS} > a good token > is asked about once in ten seconds, however many calls it comes with`,
        `${REVIEWS} > a flood of tokens waits in a queue that ends somewhere, and the API server sees 64 at a time`,
      ],
      differs: {
        ambit: "good tokens count for 10 s; 64 reviews at a time",
        why: "a node proxy asks for many certificates at once",
      },
    },
    {
      behaviour: "A TokenReview that fails makes Unauthenticated",
      tests: [
        `${AUTHENTICATION} > nobody is > known while the API server does not answer: that is not the caller's fault`,
      ],
      differs: { ambit: "Unavailable", why: "nothing is known against the caller" },
    },
    {
      behaviour: "A request is read, then its sender is looked at",
      tests: [`${WIRE} > a certificate request > $name is refused before it is read`],
      differs: { ambit: "after authentication", why: "nobody without an identity makes us keep bytes" },
    },
  ],
};
