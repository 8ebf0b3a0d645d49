/** What container runtimes, the plugin and its launcher send; and the files of the runtime's configuration. */
import fc from "fast-check";
import { parseConfFile } from "../../../apps/cni/src/install/cni-conf.ts";
import { parseCall } from "../../../apps/cni/src/plugin/call.ts";
import { parseHttpAnswer } from "../../../apps/cni/src/plugin/http-response.ts";
import { parsePluginConf, versionOfConf } from "../../../apps/cni/src/plugin/plugin-conf.ts";
import { PluginError } from "../../../apps/cni/src/plugin/plugin-error.ts";
import { readCmdAddBody } from "../../../apps/cni/src/servers/cmd-add-body.ts";
import { decodePluginRun } from "../../../apps/cni/src/servers/plugin-run-codec.ts";
import { bytesOf, type FuzzTarget, joinParts, refuses, splitParts, textOf } from "../fuzz-target.ts";

const CONF = {
  cniVersion: "1.0.0",
  name: "k8s-pod-network",
  type: "istio-cni",
  plugin_log_level: "info",
  cni_agent_run_dir: "/var/run/istio-cni",
  ambient_enabled: true,
  enablement_selectors: [{ podSelector: { matchLabels: { "istio.io/dataplane-mode": "ambient" } } }],
  exclude_namespaces: ["kube-system"],
  prevResult: { cniVersion: "1.0.0", ips: [{ address: "10.0.0.5/24" }] },
};
const CONF_LIST = { cniVersion: "0.3.1", name: "lab", plugins: [{ type: "bridge" }, CONF] };
const CMD_ADD = {
  Netns: "/var/run/netns/cni-1",
  PodName: "a",
  PodNamespace: "b",
  PodUID: "c",
  IPs: [{ Interface: 0, Address: { IP: "10.0.0.5", Mask: "////AA==" }, Gateway: "10.0.0.1" }],
};
const VARIABLES = [
  "CNI_COMMAND=ADD",
  "CNI_CONTAINERID=abc",
  "CNI_NETNS=/var/run/netns/x",
  "CNI_IFNAME=eth0",
  "CNI_PATH=/opt/cni/bin",
  "CNI_ARGS=IgnoreUnknown=1;K8S_POD_NAMESPACE=b;K8S_POD_NAME=a;K8S_POD_UID=u",
];
const RUN = `${VARIABLES.join("\0")}\0\0${JSON.stringify(CONF)}`;
const ANSWERS = [
  "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Type: application/json\r\n\r\n{}",
  "HTTP/1.1 500 Internal Server Error\r\nTransfer-Encoding: chunked\r\n\r\n5;x=y\r\nerror\r\n0\r\n\r\n",
  "HTTP/1.0 200\r\n\r\nuntil the end",
];

/** A valid document with values of any kind in its places. */
function variants(document: object): fc.Arbitrary<Uint8Array> {
  const names = Object.keys(document);
  const value = fc.oneof(fc.jsonValue(), fc.constantFrom(null, "", 0, [], {}, true, "__proto__"));
  return fc
    .array(fc.tuple(fc.constantFrom(...names, "__proto__", "other"), value), { maxLength: 4 })
    .map((changes) => bytesOf(JSON.stringify({ ...document, ...Object.fromEntries(changes) })));
}

const answerParts = fc.oneof(
  fc.constantFrom("HTTP/1.1 200 OK", "\r\n", "\r\n\r\n", "content-length: 5", "transfer-encoding: chunked"),
  fc.constantFrom("5\r\nhello\r\n", "0\r\n\r\n", "ffffffff\r\n", "; x"),
  fc.string({ maxLength: 10 }),
);

export const CNI_TARGETS: readonly FuzzTarget[] = [
  {
    name: "cni-config",
    corpus: [CONF, CONF_LIST].map((document) => bytesOf(JSON.stringify(document))),
    structured: fc.oneof(variants(CONF), variants(CONF_LIST)),
    run: readConfig,
  },
  {
    name: "cni-call",
    corpus: [joinParts(VARIABLES.map(bytesOf))],
    structured: fc
      .array(fc.oneof(fc.constantFrom(...VARIABLES), fc.string({ maxLength: 30 })), { maxLength: 8 })
      .map((all) => joinParts(all.map(bytesOf))),
    run: readCall,
  },
  {
    name: "cni-cmdadd",
    corpus: [bytesOf(JSON.stringify(CMD_ADD))],
    structured: fc.oneof(
      variants(CMD_ADD),
      fc.jsonValue().map((value) => bytesOf(JSON.stringify(value))),
    ),
    run: (input) => void readCmdAddBody(textOf(input)),
  },
  {
    name: "cni-run",
    corpus: [bytesOf(RUN)],
    structured: fc.uint8Array({ maxLength: 200 }),
    run: (input) => void decodePluginRun(Buffer.from(input)),
  },
  {
    name: "cni-answer",
    corpus: ANSWERS.map(bytesOf),
    structured: fc.array(answerParts, { maxLength: 10 }).map((parts) => bytesOf(parts.join(""))),
    run: readAnswer,
  },
];

function readConfig(input: Uint8Array): void {
  const text = textOf(input);
  refuses([PluginError], () => parsePluginConf(text));
  refuses([PluginError], () => versionOfConf(text));
  for (const name of ["10-a.conflist", "10-a.conf"]) parseConfFile({ name, text });
}

function readCall(input: Uint8Array): void {
  const pairs = splitParts(input).map((part) => {
    const [name = "", ...value] = textOf(part).split("=");
    return [name, value.join("=")];
  });
  refuses([PluginError], () => parseCall(Object.fromEntries(pairs) as Record<string, string>));
}

/** It comes in pieces: what is whole after a piece stays what it was. */
function readAnswer(input: Uint8Array): void {
  const bytes = Buffer.from(input);
  refuses([PluginError], () => {
    for (let length = 0; length < bytes.length; length += 1 + Math.floor(bytes.length / 16)) {
      const early = parseHttpAnswer(bytes.subarray(0, length), false);
      if (early === undefined) continue;
      const whole = parseHttpAnswer(bytes, true);
      if (whole?.status !== early.status) throw new Error("another answer when more has come");
      return;
    }
    parseHttpAnswer(bytes, true);
  });
}
