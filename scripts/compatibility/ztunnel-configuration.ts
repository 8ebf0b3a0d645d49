import type { Section } from "./section.ts";

const ENVIRONMENT = "apps/ztunnel/src/config/environment.test.ts";
const CONFIG = "apps/ztunnel/src/config.test.ts";
const PROXY = "apps/ztunnel/src/config/proxy-config.test.ts";
const THREADS = "apps/ztunnel/src/config/worker-threads.test.ts";
const DRAIN = "apps/ztunnel/src/config/drain-deadline.test.ts";
const DATA = "apps/ztunnel/src/control/data-config.test.ts";
const DURATION = "packages/config/src/duration.test.ts";
const RECORDED = "apps/ztunnel/src/control/recorded-config.test.ts";

export const section: Section = {
  title: "ztunnel: configuration",
  rows: [
    {
      behaviour: "Every variable has ztunnel's name and default: [CONFIGURATION.md](CONFIGURATION.md)",
      tests: [`${ENVIRONMENT} > the environment > knows %s, by default %s`],
    },
    {
      behaviour: "Mesh file, then `PROXY_CONFIG`, then single variables",
      tests: [
        `${CONFIG} > proxy configuration > is overridden from the mesh file to PROXY_CONFIG to single variables`,
      ],
    },
    {
      behaviour:
        "Of the proxy configuration: `discoveryAddress`, `proxyAdminPort`, `statsPort`, `concurrency`, `proxyMetadata`",
      tests: [
        `${PROXY} > proxy configuration > is read from YAML with every key`,
        `${PROXY} > proxy configuration > is the member defaultConfig of a mesh configuration`,
      ],
    },
    {
      behaviour: "`proxyMetadata` must be there",
      differs: { ambit: "it may be left out", why: "it is optional in Istio's API" },
      tests: [
        `${CONFIG} > proxy configuration > works without metadata`,
        `${PROXY} > proxy configuration > accepts JSON without metadata`,
      ],
    },
    {
      behaviour: "Metadata keys lose `ISTIO_META_`; `ISTIO_META_*` variables win",
      tests: [
        `${CONFIG} > proxy configuration > is overridden from the mesh file to PROXY_CONFIG to single variables`,
      ],
    },
    {
      behaviour:
        "Booleans are exactly `true` or `false`, durations need a unit, a malformed value ends the start",
      tests: [
        `${CONFIG} > bad values > a boolean that is none`,
        `${CONFIG} > bad values > a duration without unit`,
        `${DURATION} > adds up its units`,
      ],
    },
    {
      behaviour: "`PROXY_WORKLOAD_INFO` is needed in dedicated mode",
      tests: [
        `${CONFIG} > bad values > no workload info`,
        `${CONFIG} > bad values > workload info of two parts`,
      ],
    },
    {
      behaviour: "Without proxy and DNS there is nothing to run",
      tests: [`${CONFIG} > bad values > neither proxy nor DNS`],
    },
    {
      behaviour: "`LOCAL_XDS` and `LOCAL_XDS_PATH` exclude each other",
      tests: [`${CONFIG} > bad values > two local files`],
    },
    {
      behaviour:
        "`XDS_ADDRESS`: the proxy configuration's, else istiod of the cluster, else localhost; empty is none; https only",
      tests: [
        `${CONFIG} > single variables > a control plane by proxy configuration`,
        `${CONFIG} > single variables > the control plane of a cluster`,
        `${CONFIG} > single variables > the control plane of a machine`,
        `${CONFIG} > bad values > xDS without TLS`,
      ],
    },
    {
      behaviour: "An empty `CA_ADDRESS` without `FAKE_CA` is a panic",
      differs: { ambit: "a configuration error that says so", why: "it has to be found" },
      tests: [`${CONFIG} > bad values > no CA`],
    },
    {
      behaviour: "Roots and tokens are files where they exist, else literal",
      tests: [
        `${CONFIG} > single variables > files that exist are files`,
        `${CONFIG} > single variables > a literal token`,
      ],
    },
    {
      behaviour: "`CLUSTER_ID`, unless `ISTIO_META_CLUSTER_ID`",
      tests: [
        `${CONFIG} > single variables > a cluster id`,
        `${CONFIG} > single variables > a cluster id in the metadata wins`,
      ],
    },
    {
      behaviour: "`FAKE_CA` needs a build for tests",
      differs: { ambit: "it is there always, with a warning", why: "demonstrations and local meshes" },
      tests: [`${CONFIG} > warnings > the built-in CA is always one`],
    },
    {
      behaviour:
        "Worker threads: number, `0`, per cent, concurrency, CPU limit and request, a quarter of the CPUs and two at least",
      tests: [
        `${THREADS} > number of worker threads > nothing set on 1 CPU: two at least`,
        `${THREADS} > number of worker threads > nothing set on 9 CPUs: a quarter rounded up`,
        `${THREADS} > number of worker threads > 0 means every CPU of the machine`,
        `${THREADS} > number of worker threads > a number wins over everything`,
        `${CONFIG} > single variables > a share of the CPUs`,
        `${CONFIG} > single variables > the container's CPUs`,
      ],
    },
    {
      behaviour:
        "`CONNECTION_TERMINATION_DEADLINE` wins over `TERMINATION_GRACE_PERIOD_SECONDS`: above 10 s 5 s less, else 1 s less, 1 s at least; 5 s without both",
      tests: [
        `${DRAIN} > a deadline of %s ms and a grace period of %s s leave %d ms to drain`,
        `${CONFIG} > single variables > a deadline wins over it`,
      ],
    },
    {
      behaviour: "A grace period of 0 makes an endless drain",
      differs: { ambit: "a second", why: "the process is killed otherwise" },
      tests: [`${DRAIN} > a deadline of undefined ms and a grace period of 0 s leave 1_000 ms to drain`],
    },
    {
      behaviour: "Settings reach the data plane",
      tests: [`${DATA} > the defaults are ztunnel's`, `${DATA} > a setting > $env becomes $expected`],
    },
    {
      behaviour: "The resolved configuration is logged at start, as recorded",
      tests: [
        `${RECORDED} > the start-up line > of a dedicated proxy is the recorded one`,
        `${RECORDED} > the start-up line > of a node's proxy is the recorded one`,
      ],
    },
  ],
};
