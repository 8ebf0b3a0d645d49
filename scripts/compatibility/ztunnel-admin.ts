import type { Section } from "./section.ts";

const READY = "packages/http-server/src/readiness.test.ts";
const PPROF = "packages/proxy/src/servers/pprof-endpoints.test.ts";
const PROFILES = "packages/proxy/src/servers/profiles.test.ts";
const ENCODING = "packages/program/src/profiler/pprof.test.ts";
const THREAD = "packages/program/src/profiler/thread-profiler.test.ts";
const WORKER = "packages/program/test/thread-profiler.integration.test.ts";
const ADMIN = "packages/proxy/src/servers/admin.test.ts";
const DUMP = "apps/ztunnel/src/control/config-dump.test.ts";
const MODEL = "packages/model/src/dump.test.ts";
const HTTP = "apps/ztunnel/src/control/recorded-http.integration.test.ts";
const CONFIG = "apps/ztunnel/src/control/recorded-config.test.ts";
const SERVER = "packages/http-server/test/http-server.integration.test.ts";
const CERTIFICATES = "packages/identity/src/certificate-dump.test.ts";
const BUILD = "packages/program/src/build-info.test.ts";
const STOCK = "e2e/interop/golden-ztunnel.interop.test.ts";
const CONNECTIONS = "apps/ztunnel/src/control/connections-dump.test.ts";
const APP = "apps/ztunnel/test/app.integration.test.ts";
const OUTBOUND = "apps/ztunnel/src/data/outbound.integration.test.ts";
const TUNNEL = "apps/ztunnel/src/data/inbound-tunnel.integration.test.ts";
const TASKS = "packages/lifecycle/src/readiness.test.ts";
const LOGGING = "packages/program/src/logging.test.ts";
const SECRETS = "packages/identity/src/secrecy.test.ts";

export const section: Section = {
  title: "ztunnel: readiness and admin",
  rows: [
    {
      behaviour: "`/healthz/ready` on 15021: `ready`, or 500 with the names of what is waited for, sorted",
      tests: [
        `${READY} > a ready proxy says so`,
        `${READY} > a proxy that is not ready names what it waits for`,
        `${TASKS} > readiness > names what is awaited, sorted`,
        `${STOCK} > two ztunnels in the recorded scenario > readiness answer of the %s`,
      ],
    },
    {
      behaviour: "Another method is 405, another path 404",
      tests: [`${READY} > %s %s is answered %d, ready or not`],
    },
    {
      behaviour: "Every request recorded from a stock ztunnel is answered as it was",
      tests: [`${HTTP} > answers every recorded request as the stock program did`],
    },
    {
      behaviour: "`/` lists the endpoints",
      tests: [
        `${ADMIN} > admin endpoints > the index links to config_dump`,
        `${ADMIN} > admin endpoints > the index links to logging`,
      ],
    },
    {
      behaviour: "`/config_dump` for any method, as recorded, byte by byte",
      tests: [
        `${ADMIN} > admin endpoints > the dump is JSON for any method`,
        `${DUMP} > config_dump > is printed as the recorded one, byte by byte`,
        `${STOCK} > two ztunnels in the recorded scenario > config_dump of the $side, logging in $format`,
      ],
    },
    {
      behaviour:
        "`workloads`, `services`, `policies`, `stagedServices`, `staticConfig` in the shapes of the local file, sorted",
      tests: [
        `${DUMP} > config_dump > of the recorded input is the recorded one, key by key`,
        `${MODEL} > against a dump of a stock ztunnel that shares a node > workloads with their services are equal`,
        `${MODEL} > against a dump of a stock ztunnel that shares a node > services are equal`,
        `${MODEL} > a workload shows its optional fields once they are set`,
        `${MODEL} > a policy shows every kind of match, and an empty entry as an empty object`,
        `${MODEL} > staged endpoints are sorted by service and workload`,
      ],
    },
    {
      behaviour: "`certificates` with state, chains, decimal serial numbers and times",
      tests: [
        `${CERTIFICATES} > an available certificate is dumped as recorded, to the letter`,
        `${CERTIFICATES} > without a certificate the state is $text and the lists are empty`,
      ],
    },
    {
      behaviour: "`workloadState` with each pod's state and connections",
      tests: [`${DUMP} > config_dump > of a node shows its pods, each with the connections of its own proxy`],
    },
    {
      behaviour: "Dedicated mode shows no connections",
      differs: {
        ambit:
          "`connections`, with proven TLS facts; keys for the root files and the settings that only Ambit has",
        why: "they are wanted there too",
      },
      tests: [
        `${DUMP} > config_dump > shows open connections by direction, with the proven facts of their tunnel`,
        `${OUTBOUND} > the dump names each connection with its tunnel's proven facts`,
        `${TUNNEL} > the dump names each stream`,
      ],
    },
    {
      behaviour: "`version` with every key that istioctl reads",
      tests: [`${BUILD} > the dump has every key that istioctl reads`],
    },
    {
      behaviour: "`config` with every setting in camelCase, secrets left out",
      tests: [
        `${CONFIG} > config of the dump > is that of %s`,
        `${CONFIG} > config of the dump > shows no secret in either form`,
      ],
    },
    {
      behaviour:
        "`/logging`: POST shows or changes the filter, `?reset` goes back, bad levels are 400, other methods 405",
      tests: [
        `${ADMIN} > admin endpoints > POST /logging changes the filter`,
        `${ADMIN} > admin endpoints > POST /logging?level=info,access=trace changes the filter`,
        `${ADMIN} > admin endpoints > POST /logging?reset&level=access=debug changes the filter`,
        `${LOGGING} > a bad directive changes nothing`,
      ],
    },
    {
      behaviour: "`/quitquitquit`: POST begins a graceful end",
      tests: [
        `${ADMIN} > admin endpoints > only a POST shuts down`,
        `${APP} > is asked to quit through admin`,
      ],
    },
    {
      behaviour:
        "`/debug/pprof/profile`: a CPU profile in pprof's form; `seconds` from 1 to 300 (10), `frequency` from 1 to 1000 (100)",
      differs: {
        ambit:
          "of JavaScript functions, for each thread; one at a time; it begins and ends with some 0.1 s of each thread",
        why: "it is V8's profiler that looks",
      },
      tests: [
        `${PPROF} > /debug/pprof/profile > with %j asks for %j`,
        `${PPROF} > /debug/pprof/profile > refuses %s`,
        `${PPROF} > /debug/pprof/profile > is one at a time, also after a failure`,
        `${PROFILES} > a profile of the CPU runs in every thread for the time that was asked for`,
        `${ENCODING} > a profile in pprof's form > has every stack that counted, with its thread, and not the root`,
        `${THREAD} > a profile of the CPU > finds where the thread's time goes`,
        `${WORKER} > a thread that never returns to Node's loop profiles itself`,
      ],
    },
    {
      behaviour:
        "`/debug/pprof/heap`: allocations since profiling was switched on that are still alive; 500 while it is off; `/debug/pprof/heap/profiling?activate=` switches it",
      tests: [
        `${PPROF} > /debug/pprof/heap > is an error while profiling is off, and a profile while it is on`,
        `${PPROF} > /debug/pprof/heap > profiling is switched by true and false alone`,
        `${PROFILES} > a profile of the heap is there while it is switched on`,
        `${THREAD} > a profile of the heap > finds who has allocated what is alive since it began`,
      ],
    },
    {
      behaviour: "Nothing tells how much memory each thread has",
      differs: {
        ambit: "`/debug/heap`: statistics, and by POST snapshots of V8",
        why: "leaks have to be found",
      },
      tests: [
        `${ADMIN} > admin endpoints > GET /debug/heap shows the memory of every thread`,
        `${ADMIN} > admin endpoints > POST /debug/heap writes one snapshot at a time, also after a failure`,
      ],
    },
    {
      behaviour:
        "HTTP servers: 2 s for a header, 8 KiB, keep-alive, `500` with the reason for a failure, drain",
      tests: [
        `${SERVER} > the HTTP server > closes a connection whose header does not come`,
        `${SERVER} > the HTTP server > refuses a header of more than 8 KiB`,
        `${SERVER} > the HTTP server > answers a failing handler with 500 and its reason`,
        `${SERVER} > the HTTP server > drains: finishes what is in hand, closes idle connections and accepts no more`,
        `${SERVER} > the HTTP server > sends the header fields of ztunnel's servers and no others`,
      ],
    },
    {
      behaviour: "Nothing tells of connections that have ended",
      differs: {
        ambit: "`/debug/connections/<pod>`: what is open and the last hundred that ended",
        why: "it is what one wants to know",
      },
      tests: [
        `${CONNECTIONS} > only its own connections are shown, ended ones with the names of the access log`,
        `${CONNECTIONS} > a pod is found > by its uid`,
        `${APP} > shows the connections of its workload`,
      ],
    },
    {
      behaviour: "No private key is shown anywhere",
      tests: [`${SECRETS} > no private key is shown by > a secret manager, its dump and its notices`],
    },
  ],
};
