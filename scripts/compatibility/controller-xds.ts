import type { Section } from "./section.ts";

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
  ],
};
