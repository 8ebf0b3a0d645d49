import type { Section } from "./section.ts";

const STREAM = "packages/xds/src/delta-server-stream.test.ts";
const PUBLISHER = "apps/controller/src/push/publisher.test.ts";
const CONFIG = "apps/controller/src/config.test.ts";
const PIPELINE = "apps/controller/src/mesh-pipeline.test.ts";

const RECORDED = "packages/xds/src/recorded-exchanges.test.ts";
const CLIENT = "packages/xds-grpc/test/xds-client.integration.test.ts";
const HOSTILE = "packages/xds-grpc/test/hostile-clients.integration.test.ts";
const ACCESS = "apps/controller/src/servers/xds-access.test.ts";
const RESTART = "apps/controller/test/restart.integration.test.ts";
const SCHEDULE = "apps/controller/src/push/push-schedule.test.ts";
const DEBUG = "apps/controller/src/servers/debug-server.test.ts";

export const section: Section = {
  title: "controller: xDS",
  rows: [
    {
      behaviour: "Recorded exchanges, message by message",
      tests: [
        `${RECORDED} > recorded exchanges > are all here`,
        `${RECORDED} > recorded exchanges > $file ends with the recorded status`,
      ],
    },
    {
      behaviour: "A client that comes back names what it has; only what is different is sent",
      tests: [
        `${CLIENT} > a proxy's stream > is opened again after a loss, and brings only what is different`,
      ],
    },
    {
      behaviour: "Messages of 4 MiB are taken (`ISTIO_GPRC_MAXRECVMSGSIZE`)",
      tests: [
        `${CLIENT} > a proxy's stream > with 4.6 MB of names and versions, at a control plane that $name`,
      ],
      differs: {
        ambit:
          "16 MiB; those that are not complete are bounded for each address and in all, and first requests are read in turns",
        why: "a client of a mesh with 50,000 pods names 4 to 5 MB",
      },
    },
    {
      behaviour: "New streams in a second are limited, with a wait of a second at most",
      tests: [`${HOSTILE} > too much > of new streams waits a second for its turn or is told to come back`],
    },
    {
      behaviour: "A client that does not answer or read costs nothing",
      tests: [
        `${HOSTILE} > a client that > never ACKs gets one response, and costs nothing however much changes`,
      ],
    },
    {
      behaviour:
        "Identity check: namespace and account of the node must be proven; ztunnels need `PILOT_ENABLE_AMBIENT`",
      tests: [`${ACCESS} > a node > of kind ztunnel is refused where ambient is off, others are not`],
    },
    {
      behaviour:
        "A restarted controller serves nothing before it knows everything, so that nobody hears that something is gone",
      tests: [
        `${RESTART} > a controller that is killed and restarted while objects change > tells a proxy that comes back what is different, and at no moment that something is gone which is not`,
      ],
    },
    {
      behaviour: "A change waits for a quiet time of `PILOT_DEBOUNCE_AFTER`",
      tests: [
        `${SCHEDULE} > a change > that comes alone is pushed at once`,
        `${SCHEDULE} > a change > never waits longer than that while changes trickle in without a pause`,
      ],
      differs: {
        ambit: "it goes out at once; what follows within that time goes together",
        why: "a policy should not wait while others are busy",
      },
    },
    {
      behaviour:
        "Debug: ambientz, adsz, authorizationz, clusterz, config_dump, configz, connections, krtz, list, mesh, networkz, syncz, force_disconnect; loopback and the control plane's namespace see all",
      tests: [
        `${DEBUG} > a caller on this machine > sees what istioctl reads, in its form`,
        `${DEBUG} > a caller on this machine > sees policies, objects and clusters`,
        `${DEBUG} > a caller from elsewhere > of the control plane's own namespace sees everything`,
      ],
    },
    {
      behaviour: "State of the world, Envoy's types, `istio.io/debug` over xDS",
      tests: [],
      absent: "such a stream ends as one with an unknown type; waypoints come with their own issue",
    },
    {
      behaviour:
        "Every first request is answered, with nothing too; a NACK is remembered and not answered; stale nonces are ignored",
      tests: [
        `${STREAM} > the first request of a type > is answered even when there is nothing`,
        `${STREAM} > pushes > go on after a NACK, which is remembered until the next ACK and not answered`,
        `${STREAM} > pushes > are not released by an answer to another response`,
      ],
    },
    {
      behaviour:
        "On demand: a service brings its workloads, unknown names come back as removed, additions alone are answered, wildcard and back",
      tests: [
        `${STREAM} > a client that subscribes by name > hears of changes of what it has, of workloads that join, and of nothing else`,
        `${STREAM} > a client that subscribes by name > can turn to everything, and back`,
      ],
    },
    {
      behaviour: "On demand, a client that gives up one name is told that all its others are gone",
      tests: [
        `${STREAM} > a client that subscribes by name > is answered for the names it adds only, and loses the one it takes away only`,
      ],
      differs: { ambit: "that name is", why: "the others are wanted" },
    },
    {
      behaviour: "Responses of a type follow each other without waiting for the client",
      tests: [
        `${STREAM} > pushes > wait for the answer to the one before, and then hold the latest of everything`,
      ],
      differs: {
        ambit: "at most one is unanswered; what changes meanwhile goes together in the next",
        why: "a client that does not answer or read costs nothing",
      },
    },
    {
      behaviour: "Messages may be compressed",
      tests: [`${HOSTILE} > too much > in little: requests compressed with %s are not taken`],
      differs: { ambit: "they may not", why: "a few bytes that grow to megabytes" },
    },
    {
      behaviour: "Policies have an empty version, so all are sent again on a reconnect",
      tests: [
        `${PUBLISHER} > resources have their names, aliases, followers and nodes, and a version of their bytes`,
      ],
      differs: { ambit: "they have one, as addresses have", why: "what did not change is not sent again" },
    },
    {
      behaviour: "`PILOT_ENABLE_AMBIENT` is `false` by default",
      tests: [`${CONFIG} > without any setting > the controller has Istio's ports, times and names`],
      differs: { ambit: "`true`", why: "there is nothing else to serve" },
    },
    {
      behaviour: "A malformed part of an object is skipped, often silently",
      tests: [
        `${PIPELINE} > an object with a part that cannot be used is named by log and metric until it is in order again`,
      ],
      differs: {
        ambit: "log, metric, `/debug/problems` and the condition name it",
        why: "it has to be found",
      },
    },
    {
      behaviour: "`pilot_xds_expired_nonce`, `xds_cache_*`",
      tests: [],
      absent: "not printed: there is no cache, and a stale nonce is no event",
    },
  ],
};
