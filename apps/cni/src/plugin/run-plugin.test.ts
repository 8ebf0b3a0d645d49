import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { pluginEntry } from "../install/cni-conf.ts";
import { pluginSettings } from "../install/testing/plugin-settings.ts";
import { CNI_VERSIONS } from "./cni-version.ts";
import type { HttpAnswer } from "./http-response.ts";
import { PluginError } from "./plugin-error.ts";
import { PluginLog } from "./plugin-log.ts";
import {
  type PluginOutcome,
  type PluginPorts,
  runPlugin,
  type SelectionQuestion,
  type SidecarQuestion,
} from "./run-plugin.ts";
import type { UnixPost } from "./unix-post.ts";

const VARIABLES = {
  CNI_COMMAND: "ADD",
  CNI_CONTAINERID: "abc",
  CNI_NETNS: "/var/run/netns/cni-1",
  CNI_IFNAME: "eth0",
  CNI_PATH: "/opt/cni/bin",
  CNI_ARGS: "IgnoreUnknown=1;K8S_POD_NAMESPACE=shop;K8S_POD_NAME=cart-1;K8S_POD_UID=u-1",
};

const PREV_RESULT = {
  cniVersion: "1.0.0",
  interfaces: [{ name: "veth1" }, { name: "eth0", sandbox: "/var/run/netns/cni-1" }],
  ips: [{ interface: 1, address: "10.0.0.5/24", gateway: "10.0.0.1" }, { address: "fd00::5/64" }],
  routes: [{ dst: "0.0.0.0/0" }],
  dns: {},
};

/** As the runtime makes it of the installer's entry. */
function aConf(overrides: Record<string, unknown> = {}): Record<string, unknown> {
  return {
    ...pluginEntry(pluginSettings()),
    name: "ptp",
    cniVersion: "1.0.0",
    prevResult: PREV_RESULT,
    ...overrides,
  };
}

interface World {
  readonly conf?: Record<string, unknown> | string;
  readonly variables?: Record<string, string>;
  readonly answer?: () => HttpAnswer;
  readonly isSelected?: () => boolean;
  /** Whether it has a sidecar. */
  readonly redirect?: () => boolean;
  readonly files?: readonly string[];
}

interface Seen extends PluginOutcome {
  readonly answer: Record<string, unknown> | undefined;
  readonly posts: readonly UnixPost[];
  readonly questions: readonly SelectionQuestion[];
  readonly redirects: readonly SidecarQuestion[];
  readonly log: PluginLog;
}

async function run({
  conf = aConf(),
  variables = {},
  answer = enrolled,
  isSelected,
  redirect = () => false,
  files = [],
}: World): Promise<Seen> {
  const [posts, questions, redirects, log] = [
    new Array<UnixPost>(),
    new Array<SelectionQuestion>(),
    new Array<SidecarQuestion>(),
    new PluginLog(() => 0),
  ];
  const ports: PluginPorts = {
    variables: { ...VARIABLES, ...variables },
    stdin: typeof conf === "string" ? conf : JSON.stringify(conf),
    post: (request) => {
      posts.push(request);
      return Promise.resolve().then(answer);
    },
    isSelected: (question) => {
      questions.push(question);
      return Promise.resolve().then(isSelected ?? unreachable);
    },
    redirectSidecar: (question) => {
      redirects.push(question);
      return Promise.resolve().then(redirect);
    },
    exists: (path) => files.includes(path),
    log,
  };
  const outcome = await runPlugin(ports);
  return {
    ...outcome,
    answer: outcome.stdout === "" ? undefined : JSON.parse(outcome.stdout),
    posts,
    questions,
    redirects,
    log,
  };
}

const answered = (status: number, body = "", headers: Record<string, string> = {}): HttpAnswer => ({
  status,
  body,
  headers: new Map(Object.entries(headers)),
});
const enrolled = (): HttpAnswer => answered(200, "", { "x-ambit-outcome": "enrolled" });
const noAgent = (): HttpAnswer => {
  throw new PluginError("io-failed", "/var/run/istio-cni/pluginevent.sock: connect ENOENT");
};
const unreachable = (): boolean => {
  throw new Error("GET /api/v1/namespaces/shop: connect ECONNREFUSED");
};

describe("ADD with an agent", () => {
  test("tells the agent of the pod and passes the result on", async () => {
    const { answer, exitCode, posts, questions } = await run({});
    expect({ answer, exitCode }).toEqual({ answer: PREV_RESULT, exitCode: 0 });
    expect(questions).toEqual([]);
    expect(posts).toMatchObject([
      {
        socketPath: "/var/run/istio-cni/pluginevent.sock",
        path: "/cmdadd",
        headers: { "x-ambit-selection": "agent" },
        timeoutMs: 5_000,
      },
    ]);
    expect(JSON.parse(posts[0]?.body ?? "")).toEqual({
      Netns: "/var/run/netns/cni-1",
      PodName: "cart-1",
      PodNamespace: "shop",
      PodUID: "u-1",
      IPs: [
        { Interface: 1, Address: { IP: "10.0.0.5", Mask: "////AA==" }, Gateway: "10.0.0.1" },
        { Interface: null, Address: { IP: "fd00::5", Mask: "//////////8AAAAAAAAAAA==" }, Gateway: "" },
      ],
    });
  });

  test.each(CNI_VERSIONS)("in version %s", async (cniVersion) => {
    const { answer, exitCode } = await run({
      conf: aConf({ cniVersion, prevResult: { ...PREV_RESULT, cniVersion } }),
    });
    expect({ answer, exitCode }).toEqual({ answer: { ...PREV_RESULT, cniVersion }, exitCode: 0 });
  });

  test("fails when an agent that decides refuses, without asking anybody else", async () => {
    const answer = () => answered(500, "no ztunnel connection\n", { "x-ambit-outcome": "failed" });
    const seen = await run({ answer, isSelected: () => false });
    expect(seen).toMatchObject({ exitCode: 1, questions: [] });
    expect(seen.answer).toEqual({
      cniVersion: "1.0.0",
      code: 11,
      msg: "istio-cni cmdAdd failed to contact node Istio CNI agent: unable to push CNI event (status code 500): no ztunnel connection",
    });
  });

  test("a long reason is cut to what an event of the pod can hold", async () => {
    const answer = () => answered(500, "x".repeat(5_000), { "x-ambit-outcome": "failed" });
    expect(String((await run({ answer })).answer?.["msg"]).length).toBeLessThan(1_024);
  });
});

describe("ADD with a stock agent, which refuses pods that are not selected", () => {
  const refuses = () => answered(500, "pod shop/cart-1 is unexpectedly not eligible for ambient enrollment");

  test("starts a pod that is not selected", async () => {
    expect(await run({ answer: refuses, isSelected: () => false })).toMatchObject({
      exitCode: 0,
      answer: PREV_RESULT,
    });
  });

  test("does not start one that is", async () => {
    const seen = await run({ answer: refuses, isSelected: () => true });
    expect(seen.answer).toMatchObject({ code: 11, msg: expect.stringContaining("status code 500") });
  });

  test("takes its 200 for what it says", async () => {
    expect(await run({ answer: () => answered(200) })).toMatchObject({ exitCode: 0, questions: [] });
  });
});

describe("ADD without an agent", () => {
  test("asks the API server with the selectors of the configuration", async () => {
    const { questions } = await run({ answer: noAgent, isSelected: () => false });
    expect(questions).toEqual([
      {
        kubeconfigPath: "/var/run/istio-cni/istio-cni-kubeconfig",
        pod: { name: "cart-1", namespace: "shop", uid: "u-1" },
        selectors: aConf()["enablement_selectors"],
        isRetried: false,
      },
    ]);
  });

  test("starts a pod that is not selected", async () => {
    expect(await run({ answer: noAgent, isSelected: () => false })).toMatchObject({
      exitCode: 0,
      answer: PREV_RESULT,
    });
  });

  test("does not start one that is", async () => {
    const { answer, exitCode } = await run({ answer: noAgent, isSelected: () => true });
    expect(exitCode).toBe(1);
    expect(answer).toMatchObject({ code: 11, msg: expect.stringContaining("connect ENOENT") });
  });

  test("does not start one of which nobody can say", async () => {
    const { answer, exitCode } = await run({ answer: noAgent });
    expect(exitCode).toBe(1);
    expect(answer).toMatchObject({ code: 11, msg: expect.stringMatching(/ENOENT.*ECONNREFUSED/) });
  });

  test("asks longer where the configuration says so", async () => {
    const conf = aConf({ enable_ambient_detection_retry: true });
    expect((await run({ conf, answer: noAgent })).questions).toMatchObject([{ isRetried: true }]);
  });
});

describe("pods that nobody is asked about", () => {
  test.each<[string, World]>([
    [
      "the agent itself",
      { variables: { CNI_ARGS: "K8S_POD_NAME=istio-cni-node-x1;K8S_POD_NAMESPACE=istio-system" } },
    ],
    ["an excluded namespace", { variables: { CNI_ARGS: "K8S_POD_NAME=dns;K8S_POD_NAMESPACE=kube-system" } }],
    ["a container that is no pod", { variables: { CNI_ARGS: "" } }],
  ])("%s", async (_, world) => {
    expect(await run({ ...world, answer: noAgent })).toMatchObject({
      exitCode: 0,
      answer: PREV_RESULT,
      posts: [],
      questions: [],
      redirects: [],
    });
  });

  test("but a pod of the agent's name elsewhere is one like any other", async () => {
    const variables = { CNI_ARGS: "K8S_POD_NAME=istio-cni-node-x1;K8S_POD_NAMESPACE=shop" };
    expect((await run({ variables })).posts).toHaveLength(1);
  });
});

describe("a pod that may have a sidecar", () => {
  const off = aConf({ ambient_enabled: false });

  test.each<[string, World]>([
    ["ambient is off", { conf: off }],
    ["no agent answers and the pod is not selected", { answer: noAgent, isSelected: () => false }],
  ])("is seen to by the plugin when %s", async (_, world) => {
    for (const hasSidecar of [true, false]) {
      const seen = await run({ ...world, redirect: () => hasSidecar });
      expect(seen).toMatchObject({ exitCode: 0, answer: PREV_RESULT });
      expect(seen.redirects).toEqual([
        {
          kubeconfigPath: "/var/run/istio-cni/istio-cni-kubeconfig",
          pod: { name: "cart-1", namespace: "shop", uid: "u-1" },
          netns: "/var/run/netns/cni-1",
          ips: ["10.0.0.5", "fd00::5"],
        },
      ]);
    }
  });

  test("does not start when nobody can say, or the rules cannot be made", async () => {
    const { exitCode, answer } = await run({ conf: off, redirect: unreachable });
    expect({ exitCode, answer }).toMatchObject({
      exitCode: 1,
      answer: { code: 11, msg: expect.stringContaining("ECONNREFUSED") },
    });
  });

  test("is the agent's matter while there is one", async () => {
    const answer = (): HttpAnswer => answered(200, "", { "x-ambit-outcome": "redirected" });
    expect(await run({ answer })).toMatchObject({ exitCode: 0, questions: [], redirects: [] });
  });
});

describe("bad input", () => {
  test.each<[string, World, number, RegExp]>([
    ["nothing on stdin", { conf: "" }, 6, /no JSON/],
    ["cut off JSON", { conf: '{"cniVersion":"1.0.0"' }, 6, /no JSON/],
    ["a list", { conf: "[]" }, 6, /no JSON object/],
    ["no version", { conf: aConf({ cniVersion: undefined }) }, 1, /incompatible CNI versions/],
    ["a version before chaining", { conf: aConf({ cniVersion: "0.2.0" }) }, 1, /incompatible CNI versions/],
    ["a later version", { conf: aConf({ cniVersion: "2.0.0" }) }, 1, /incompatible CNI versions/],
    ["no prevResult", { conf: aConf({ prevResult: undefined }) }, 7, /prevResult is missing/],
    ["null for prevResult", { conf: aConf({ prevResult: null }) }, 7, /prevResult is missing/],
    ["text for prevResult", { conf: aConf({ prevResult: "x" }) }, 7, /prevResult/],
    ["a bad address", { conf: aConf({ prevResult: { ips: [{ address: "x" }] } }) }, 6, /ips\[0\]/],
    ["text for a switch", { conf: aConf({ ambient_enabled: "true" }) }, 7, /ambient_enabled/],
    ["numbers for namespaces", { conf: aConf({ exclude_namespaces: [1] }) }, 7, /exclude_namespaces/],
    ["no container id", { variables: { CNI_CONTAINERID: "" } }, 4, /CNI_CONTAINERID/],
    ["an unknown command", { variables: { CNI_COMMAND: "UPDATE" } }, 4, /CNI_COMMAND/],
  ])("%s", async (_, world, code, message) => {
    const { answer, exitCode, posts } = await run(world);
    expect(exitCode).toBe(1);
    expect(answer).toMatchObject({
      code,
      msg: expect.stringMatching(message),
      cniVersion: expect.any(String),
    });
    expect(posts).toEqual([]);
  });

  test("the error is in the version of the configuration where there is one", async () => {
    const conf = aConf({ cniVersion: "0.4.0", prevResult: undefined });
    expect((await run({ conf })).answer).toMatchObject({ cniVersion: "0.4.0" });
  });

  test("a network of its own has no result before it", async () => {
    const conf = aConf({ name: "istio-cni", cniVersion: "0.3.1", prevResult: undefined });
    expect(await run({ conf })).toMatchObject({ exitCode: 0, answer: { cniVersion: "0.3.1", dns: {} } });
  });

  test("whatever is on stdin, the answer is a result or an error of the specification, and nothing is half done", async () => {
    const anyField = fc.oneof(fc.jsonValue(), fc.constantFrom(...CNI_VERSIONS, "istio-cni", true));
    const anyConf = fc.oneof(
      fc.string(),
      fc.json(),
      fc
        .dictionary(fc.constantFrom(...Object.keys(aConf()), "ips"), anyField)
        .map((fields) => JSON.stringify({ ...aConf(), ...fields })),
      anyField.map((ips) => JSON.stringify(aConf({ prevResult: { ...PREV_RESULT, ips } }))),
    );
    const commands = fc.constantFrom("ADD", "DEL", "CHECK", "GC", "STATUS", "VERSION");
    await fc.assert(
      fc.asyncProperty(anyConf, commands, async (conf, command) => {
        const { answer, exitCode, posts } = await run({ conf, variables: { CNI_COMMAND: command } });
        if (exitCode === 1) {
          expect(answer).toMatchObject({ code: expect.any(Number), msg: expect.any(String) });
          expect([1, 4, 6, 7, 50]).toContain(answer?.["code"]);
          expect(posts).toEqual([]);
        } else if (command === "ADD" || command === "VERSION") {
          expect(answer).toMatchObject({ cniVersion: expect.any(String) });
        } else {
          expect(answer).toBeUndefined();
        }
      }),
      { numRuns: 300 },
    );
  });
});

describe("other commands", () => {
  test.each([
    ["DEL", "0.3.1"],
    ["DEL", "1.1.0"],
    ["CHECK", "0.4.0"],
    ["CHECK", "1.1.0"],
    ["GC", "1.1.0"],
  ])("%s in %s does nothing and says nothing", async (command, cniVersion) => {
    const seen = await run({
      conf: aConf({ cniVersion }),
      variables: { CNI_COMMAND: command },
      answer: noAgent,
    });
    expect(seen).toMatchObject({ exitCode: 0, stdout: "", posts: [], questions: [] });
  });

  test("DEL needs neither a namespace nor a result", async () => {
    const conf = aConf({ prevResult: undefined });
    expect(await run({ conf, variables: { CNI_COMMAND: "DEL", CNI_NETNS: "" } })).toMatchObject({
      exitCode: 0,
    });
  });

  test.each([
    ["CHECK", "0.3.1"],
    ["GC", "1.0.0"],
    ["STATUS", "1.0.0"],
  ])("%s is not part of %s", async (command, cniVersion) => {
    const { answer } = await run({ conf: aConf({ cniVersion }), variables: { CNI_COMMAND: command } });
    expect(answer).toMatchObject({ code: 1 });
  });

  test.each([
    ["", "1.1.0"],
    ['{"cniVersion":"0.4.0"}', "0.4.0"],
    ['{"cniVersion":"9.0.0"}', "9.0.0"],
  ])("VERSION with %j on stdin lists what is supported", async (conf, cniVersion) => {
    expect((await run({ conf, variables: { CNI_COMMAND: "VERSION" } })).answer).toEqual({
      cniVersion,
      supportedVersions: ["0.3.0", "0.3.1", "0.4.0", "1.0.0", "1.1.0"],
    });
  });

  test.each([
    ["an agent", ["/var/run/istio-cni/pluginevent.sock"], 0],
    ["a kubeconfig", ["/var/run/istio-cni/istio-cni-kubeconfig"], 0],
    ["neither", [], 1],
  ])("STATUS with %s", async (_, files, exitCode) => {
    const conf = aConf({ cniVersion: "1.1.0" });
    const seen = await run({ conf, variables: { CNI_COMMAND: "STATUS" }, files });
    expect(seen.exitCode).toBe(exitCode);
    if (exitCode === 1) expect(seen.answer).toMatchObject({ code: 50 });
  });
});

describe("log", () => {
  test("says at info what the agent answered, and nothing at error", async () => {
    expect((await run({})).log.lines).toMatchObject([{ level: "info", fields: { pod: "shop/cart-1" } }]);
    expect((await run({ conf: aConf({ plugin_log_level: "error" }) })).log.lines).toEqual([]);
  });

  test("has the failure, and knows where to", async () => {
    const seen = await run({ answer: noAgent });
    expect(seen.log.lines.at(-1)).toMatchObject({ level: "error" });
    expect(seen.runDir).toBe("/var/run/istio-cni");
  });
});
