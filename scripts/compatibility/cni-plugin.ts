import type { Section } from "./section.ts";

const PLUGIN = "apps/cni/src/plugin/run-plugin.test.ts";
const PROCESS = "apps/cni/test/plugin.integration.test.ts";
const CALL = "apps/cni/src/plugin/call.test.ts";
const RESULT = "apps/cni/src/plugin/result.test.ts";
const LOG = "apps/cni/src/plugin/plugin-log.test.ts";
const CHAIN = "apps/cni/test/plugin-chain.integration.test.ts > chained after the reference plugins";
const AGENT = "apps/cni/test/plugin-agent.integration.test.ts > plugin and agent";
const LAUNCHER = "apps/cni/test/launcher.integration.test.ts";
const PLAN = "apps/cni/src/install/plan-conf.test.ts";
const KUBECONFIG = "apps/cni/src/install/kubeconfig.test.ts";
const INSTALLER = "apps/cni/test/installer.integration.test.ts";
const SIDECAR = "apps/cni/test/sidecar.integration.test.ts > a pod with a sidecar";
const SIDECAR_RULES = "packages/netfilter/test/sidecar.integration.test.ts > a pod with a sidecar";
const SIDECAR_VALUE = "packages/netfilter/src/sidecar/sidecar-rules.test.ts > the rules of a sidecar";
const SELECTION = "apps/cni/src/selection/sidecar.test.ts > a sidecar";
const CHROOT = `${INSTALLER} > a host without shell, C library or any other program`;

export const section: Section = {
  title: "istio-cni: the plugin and its installer",
  about:
    "Configuration entry, kubeconfig, file names and modes, requests on the sockets and their answers are compared with recordings.",
  rows: [
    {
      behaviour: "The plugin's entry in the configuration, byte by byte",
      tests: [
        `${PLAN} > against recorded files > chains the plugin as Istio's installer does, byte by byte`,
        `${PLAN} > against recorded files > says what Istio's installer says for nftables`,
      ],
    },
    {
      behaviour:
        "ADD posts namespace, name, network and addresses of the pod, and prints the result of the plugin before it, unchanged",
      tests: [
        `${PLUGIN} > ADD with an agent > tells the agent of the pod and passes the result on`,
        `${PROCESS} > with an agent > asks it, prints the result, and leaves the log to it and in the file`,
        `${CHAIN} > a refused pod is taken down again by the runtime and can be added later, with another address`,
      ],
    },
    {
      behaviour: "Results are converted to the version of the configuration",
      tests: [
        `${RESULT} > from before 1.0.0 to a later one the family of addresses goes`,
        `${RESULT} > from 1.1.0 to an earlier one what is new goes, and the family comes back`,
      ],
    },
    {
      behaviour: "The agent's own pod starts without being asked for, and needs no kubeconfig",
      tests: [
        `${PLUGIN} > pods that nobody is asked about > the agent itself`,
        `${PLUGIN} > pods that nobody is asked about > but a pod of the agent's name elsewhere is one like any other`,
      ],
    },
    {
      behaviour: "Neither do containers that are no pods, and pods of excluded namespaces",
      tests: [
        `${PLUGIN} > pods that nobody is asked about > a container that is no pod`,
        `${PLUGIN} > pods that nobody is asked about > an excluded namespace`,
      ],
    },
    {
      behaviour: "The plugin asks the API about each pod, and the agent about those that are selected",
      differs: {
        ambit: "the agent decides from its informers; the API is asked when no agent answers",
        why: "60 ms for each pod",
      },
      tests: [
        `${PLUGIN} > ADD with an agent > fails when an agent that decides refuses, without asking anybody else`,
        `${PLUGIN} > ADD without an agent > asks the API server with the selectors of the configuration`,
        `${PLUGIN} > ADD with a stock agent, which refuses pods that are not selected > starts a pod that is not selected`,
      ],
    },
    {
      behaviour: "5 s for the agent's answer; anything but 200 fails the start of a selected pod",
      tests: [
        `${PROCESS} > an agent that is none > never answers: given up after five seconds`,
        `${PROCESS} > with an agent > refuses the pod with the agent's reason`,
      ],
    },
    {
      behaviour: "30 tries a second apart with `enable_ambient_detection_retry`, else one",
      tests: [`${PLUGIN} > ADD without an agent > asks longer where the configuration says so`],
    },
    {
      behaviour: "When the API cannot say whether a pod is selected, the sidecar code decides",
      differs: { ambit: "the pod does not start; it is tried again", why: "it could start in plaintext" },
      tests: [`${PLUGIN} > ADD without an agent > does not start one of which nobody can say`],
    },
    {
      behaviour:
        "Pods with a sidecar get its redirection from the plugin: ports, ranges, interfaces, users, DNS, TPROXY, as their annotations say",
      differs: {
        ambit:
          "from the agent where ambient is on, from the plugin where it is off or no agent answers; read back; nothing changes when it is done again; iptables' programs also where the node has NATIVE_NFTABLES",
        why: "the agent has every program that it takes",
      },
      tests: [
        `${SIDECAR} > has its traffic led there by the agent, and again when it is asked again`,
        `${SIDECAR} > has it led there by the plugin alone where ambient is off`,
        "apps/cni/test/sidecar-tproxy.integration.test.ts > a sidecar with TPROXY > gets a connection with the address of its client and the port that it asked for",
        `${SIDECAR_RULES} > has its traffic led through the proxy, and not the proxy's own, with iptables ($variant)`,
        `${SIDECAR_RULES} > has the same rules when they are applied again ($mode, $variant)`,
        `${SIDECAR_VALUE} > by default take all TCP in and out, and leave the proxy's own alone`,
        `${SIDECAR_VALUE} > include and exclude inbound ports`,
        `${SIDECAR_VALUE} > include and exclude outbound ports and ranges, each range in its family`,
        `${SIDECAR_VALUE} > take what comes from a virtual interface for the pod's own, by %s`,
        `${SIDECAR_VALUE} > leave excluded interfaces alone`,
        `${SIDECAR_VALUE} > take DNS to 15053 and keep both sides of it apart, where the proxy says so`,
        `${SIDECAR_VALUE} > with TPROXY keep the client's address, and mark what has to come back`,
        `${SIDECAR_VALUE} > know the proxy by the user and group of its container, and drop invalid packets where it says so`,
      ],
    },
    {
      behaviour:
        "Not where `istio-init` is, without `istio-proxy`, with `DISABLE_ENVOY`, for other proxies than sidecars, with `inject=false`, or without the injector's annotation",
      tests: [
        `${SELECTION} > that %s is left alone`,
        `${SELECTION} > without the injector's annotation is left alone`,
        `${SELECTION} > is wanted where the label says so and the annotation does not`,
      ],
    },
    {
      behaviour: "A sidecar's annotation that makes no sense is an error of the pod's start",
      tests: [
        `${SIDECAR} > does not start where an annotation makes no sense, and is told which`,
        "packages/netfilter/src/sidecar/sidecar-rules.test.ts > a bad %s is refused and named: %j",
      ],
    },
    {
      behaviour: "STATUS and GC are not known",
      differs: {
        ambit: "GC does nothing; STATUS fails only without the agent's socket and the kubeconfig",
        why: "a node whose network counts as broken would be emptied",
      },
      tests: [
        `${PLUGIN} > other commands > %s in %s does nothing and says nothing`,
        `${PLUGIN} > other commands > STATUS with %s`,
      ],
    },
    {
      behaviour: "DEL and CHECK do nothing",
      tests: [
        `${PLUGIN} > other commands > DEL needs neither a namespace nor a result`,
        `${CHAIN} > CHECK of the whole list is fine`,
      ],
    },
    {
      behaviour:
        "Nothing but the result or one CNI error goes to stdout, whatever comes in; a panic is an error",
      tests: [
        `${PLUGIN} > bad input > whatever is on stdin, the answer is a result or an error of the specification, and nothing is half done`,
      ],
    },
    {
      behaviour: "A missing `prevResult` makes an empty result",
      differs: {
        ambit: "an error, unless the network is the plugin's own",
        why: "a chain that lost its result has lost the pod's addresses",
      },
      tests: [`${PLUGIN} > bad input > a network of its own has no result before it`],
    },
    {
      behaviour: "Versions from 0.1.0 on",
      differs: {
        ambit: "from 0.3.0 to 1.1.0; a list of an older one is not touched",
        why: "the plugin only makes sense in a chain",
      },
      tests: [
        `${PLUGIN} > ADD with an agent > in version %s`,
        `${PLAN} > which file > does not chain into a list whose version has no results to pass on`,
      ],
    },
    {
      behaviour:
        "Log lines to the agent's socket as a JSON array, and into a file that is put aside at 10 MB",
      tests: [
        `${LOG} > a batch is a JSON array of texts, each a JSON object with Istio's names`,
        `${PROCESS} > a log file that has grown large is put aside, by one run in sixteen`,
      ],
    },
    {
      behaviour: "Variables and arguments of the runtime",
      tests: [
        `${CALL} > an ADD names the namespace and the pod`,
        `${CALL} > variables that must be there > all that are missing are named`,
      ],
    },
    {
      behaviour: "A static binary does the work itself",
      differs: {
        ambit:
          "a static launcher of 2 KiB has the agent do it; only when no agent answers it starts Node with the plugin, in a folder beside it (110 MB)",
        why: "no compiler, any host, and a pod's start costs 1 ms of CPU for it and not 36",
      },
      tests: [
        `${LAUNCHER} > with the agent > a pod is added as by the plugin itself`,
        `${LAUNCHER} > with %s on stdin > and where nobody is, and where nobody reads`,
        `${LAUNCHER} > with the agent > what only the API server can say goes to the plugin itself, and so does what is too long`,
      ],
    },
    {
      behaviour: "Runs on a host without shell or C library",
      tests: [
        `${CHROOT} > runs the plugin`,
        `${CHROOT} > is told by the launcher when the rest of the plugin is missing`,
      ],
    },
    {
      behaviour: "The plugin is not tried before the runtime calls it",
      differs: {
        ambit:
          "it has to answer, with libraries of its own alone, before it takes another one's place and before the configuration calls it; else nothing changes, and the log says why",
        why: "a plugin that does not run stops every pod of the node",
      },
      tests: [
        `${INSTALLER} > a plugin that does not run > %s, and neither the old one nor the configuration is touched`,
        `${INSTALLER} > a plugin that does not run > without a loader among its libraries nothing is copied`,
        "apps/cni/src/install/try-plugin.test.ts > libraries from outside the folder, and missing ones, are foreign",
      ],
    },
    {
      behaviour:
        "Files are copied under another name and renamed; the kubeconfig has the pod's token, Istio's names and mode 0600",
      tests: [
        `${INSTALLER} > an installation > has files, kubeconfig and configuration with the modes of Istio's, and counts`,
        `${KUBECONFIG} > is the recorded file, but for roots and token`,
        `${KUBECONFIG} > without roots the certificate is not checked, and says so`,
        `${INSTALLER} > an installer that is killed at any moment leaves nothing that the next one does not finish or remove`,
      ],
    },
    {
      behaviour: "The first valid `.conf` or `.conflist`; what cannot be used is skipped; none is waited for",
      tests: [
        `${PLAN} > which file > names each file that it skips, and why`,
        `${PLAN} > which file > waits while there is none`,
        `${INSTALLER} > what is not there yet > is waited for: a configuration`,
      ],
    },
    {
      behaviour: "Chained at the end, once, in place of an older entry; mode kept",
      tests: [
        `${PLAN} > chained > puts the plugin at the end, once`,
        `${PLAN} > chained > renews an entry that says something else`,
      ],
    },
    {
      behaviour: "A bare `.conf` becomes a list under another name",
      tests: [
        `${PLAN} > chained > makes a list of a bare configuration`,
        `${INSTALLER} > hostile configuration directories > a bare configuration becomes a list with its mode, and never takes another file's place`,
      ],
    },
    {
      behaviour: "`CNI_CONF_NAME` pins the file; `CHAINED_CNI_PLUGIN=false` makes one of its own",
      tests: [
        `${PLAN} > which file > takes the pinned one before the first`,
        `${PLAN} > which file > waits for a pinned one, whatever else is there`,
        `${PLAN} > not chained > writes a file of %s`,
      ],
    },
    {
      behaviour: "Owned configuration: the primary's plugins and ours, first by name, `CNI_CONF_GROUP_READ`",
      tests: [
        `${PLAN} > owned > copies the primary's plugins and version and adds ours`,
        `${PLAN} > owned > warns when it would not be the first`,
        `${PLAN} > owned > is done when the copy is there, and not when the primary has changed since`,
        `${INSTALLER} > an owned configuration is readable for the group where that is asked for, and goes at the end`,
      ],
    },
    {
      behaviour:
        "Binaries, configuration and token are watched, and what changes is put right; until then it is not ready",
      tests: [
        `${INSTALLER} > what changes is put right > %s`,
        `${AGENT} > the agent is not ready while its plugin is not installed`,
      ],
    },
    {
      behaviour: "A failed installation ends the agent",
      differs: {
        ambit: "it is counted and tried again with back-off, not ready meanwhile",
        why: "enrolment of running pods does not need the plugin",
      },
      tests: [`${INSTALLER} > what is not there yet > is tried again: %s`],
    },
    {
      behaviour: "Every change in the folders makes a new installation",
      differs: { ambit: "one that is found complete is left alone", why: "the files of others change often" },
      tests: [`${INSTALLER} > an installation > of an agent before is taken over as it is`],
    },
    {
      behaviour: "The entry goes to the end again when another program has appended one",
      differs: { ambit: "it stays where it is", why: "two programs would write for ever" },
      tests: [`${PLAN} > chained > leaves the plugin where it is when another program appended to the list`],
    },
    {
      behaviour: "`name.conf` replaces `name.conflist` when both are there",
      differs: { ambit: "an error that names both", why: "a file would be lost" },
      tests: [
        `${INSTALLER} > hostile configuration directories > a bare configuration becomes a list with its mode, and never takes another file's place`,
      ],
    },
    {
      behaviour:
        "Uninstallation: out of the configuration first, own files deleted, kubeconfig and plugin after them",
      tests: [
        `${INSTALLER} > an installation > leaves nothing of itself when it is taken away`,
        `${PLAN} > against recorded files > leaves what Istio's installer leaves`,
        `${PLAN} > removal > deletes files that have nothing but the plugin, and the owned one`,
        `${AGENT} > when the DaemonSet is gone nothing of it is left for the runtime to call`,
      ],
    },
    {
      behaviour: "Configurations from elsewhere",
      differs: {
        ambit:
          "links out of the directory, pipes and large files are skipped by name; a link within stays one",
        why: "the agent is root, and others write there",
      },
      tests: [
        `${INSTALLER} > hostile configuration directories > links, pipes, folders and huge files are skipped by name; the good one is used`,
        `${INSTALLER} > hostile configuration directories > a link within the directory stays one`,
      ],
    },
  ],
};
