/**
 * One run of the plugin, from the runtime's call to what it is answered. Everything outside is a port, so that this is the
 * whole of the rules and all of it can be tested.
 *
 * Who chooses: the agent, which knows every pod of the node. When it gives no answer, or is a stock one, which refuses pods
 * that are not selected, the API server is asked whether the pod is selected. A pod that is, or of which nobody can say, does
 * not start without being enrolled: the error makes the kubelet try again.
 */

import { KUBECONFIG_FILE, PLUGIN_SOCKET_FILE } from "../paths.ts";
import { CMD_ADD_PATH, OUTCOME_HEADER, SELECTION_HEADER } from "../plugin-api/cmd-add.ts";
import { addBody } from "./add-body.ts";
import { type AddCall, type Call, parseCall } from "./call.ts";
import { CNI_VERSIONS, isAtLeast, NEWEST_CNI_VERSION } from "./cni-version.ts";
import type { HttpAnswer } from "./http-response.ts";
import type { JsonRecord } from "./json.ts";
import { type PluginConf, parsePluginConf, versionOfConf } from "./plugin-conf.ts";
import { CNI_ERROR_CODE, PluginError } from "./plugin-error.ts";
import type { PluginLog } from "./plugin-log.ts";
import { emptyResult, resultAddresses, resultAs } from "./result.ts";
import type { UnixPost } from "./unix-post.ts";

/** As Istio's plugin waits. The agent's own waits are shorter. */
export const AGENT_TIMEOUT_MS = 5_000;

/** How the agent's pods are named: those of its DaemonSet. */
const AGENT_POD_PREFIX = "istio-cni-node-";

/** The world around one run. */
export interface PluginPorts {
  readonly variables: Readonly<Record<string, string | undefined>>;
  readonly stdin: string;
  post(request: UnixPost): Promise<HttpAnswer>;
  /** Asks the API server. Throws when nobody can say. */
  isSelected(question: SelectionQuestion): Promise<boolean>;
  /** Leads the pod's traffic through its sidecar; false where it has none. Throws when that cannot be said or done. */
  redirectSidecar(question: SidecarQuestion): Promise<boolean>;
  /** Whether the file is there. */
  exists(path: string): boolean;
  readonly log: PluginLog;
}

/** About which pod the API server is asked. */
export interface PodQuestion {
  readonly kubeconfigPath: string;
  readonly pod: { readonly name: string; readonly namespace: string };
}

/** What is needed to lead its traffic through a sidecar. */
export interface SidecarQuestion extends PodQuestion {
  /** Path on the host. */
  readonly netns: string;
  /** Of the result before us. */
  readonly ips: readonly string[];
}

/** What is needed to say whether it is selected. */
export interface SelectionQuestion extends PodQuestion {
  /** As configured. */
  readonly selectors: readonly unknown[];
  readonly isRetried: boolean;
}

/** For the process: what goes to stdout, and how it exits. */
export interface PluginOutcome {
  readonly stdout: string;
  readonly exitCode: 0 | 1;
  /** Undefined when there was no configuration that could say. */
  readonly runDir: string | undefined;
}

/** Never rejects: whatever happens, the runtime is told in its own terms. */
export async function runPlugin(ports: PluginPorts): Promise<PluginOutcome> {
  const run: Run = { conf: undefined };
  try {
    const answer = await answerCall(ports, run);
    return {
      stdout: answer === undefined ? "" : `${JSON.stringify(answer)}\n`,
      exitCode: 0,
      runDir: run.conf?.runDir,
    };
  } catch (error) {
    const failure =
      error instanceof PluginError ? error : new PluginError("internal", String(error), { cause: error });
    ports.log.log("error", failure.message, failure.details === "" ? {} : { details: failure.details });
    return { stdout: encodeFailure(failure, run.conf), exitCode: 1, runDir: run.conf?.runDir };
  }
}

/** What is known of a run when it fails. */
interface Run {
  conf: PluginConf | undefined;
}

/** CNI specification, "Error". */
export function encodeFailure(failure: PluginError, conf: PluginConf | undefined): string {
  const { code, message, details } = failure;
  return `${JSON.stringify({
    cniVersion: conf?.cniVersion ?? NEWEST_CNI_VERSION,
    code: CNI_ERROR_CODE[code],
    msg: message,
    ...(details === "" ? {} : { details }),
  })}\n`;
}

async function answerCall(ports: PluginPorts, run: Run): Promise<JsonRecord | undefined> {
  const call = parseCall(ports.variables);
  if (call.command === "VERSION") {
    return { cniVersion: versionOfConf(ports.stdin) || NEWEST_CNI_VERSION, supportedVersions: CNI_VERSIONS };
  }
  const conf = parsePluginConf(ports.stdin);
  run.conf = conf;
  ports.log.setLevel(conf.logLevel);
  requireVersionOf(call, conf);
  switch (call.command) {
    case "ADD":
      return await add(call, conf, ports);
    case "STATUS":
      requireSomebodyToAsk(conf, ports);
      return undefined;
    // Namespace, rules and ztunnel's sockets go with the pod; the agent learns of that from the API server.
    case "DEL":
    case "CHECK":
    case "GC":
      return undefined;
  }
}

/** When the commands came: a runtime that follows an older version knows no answer to them. */
function requireVersionOf({ command }: Call, { cniVersion }: PluginConf): void {
  const since = command === "CHECK" ? "0.4.0" : command === "GC" || command === "STATUS" ? "1.1.0" : "0.3.0";
  if (!isAtLeast(cniVersion, since)) {
    throw new PluginError("incompatible-version", `config version does not allow ${command}`, {
      details: `${command} came with ${since}, config is "${cniVersion}"`,
    });
  }
}

/**
 * Not an error while the agent alone is away: a node whose network counts as broken is emptied, and all that is missing is
 * the start of pods in the mesh.
 */
function requireSomebodyToAsk({ runDir }: PluginConf, ports: PluginPorts): void {
  if (ports.exists(`${runDir}/${PLUGIN_SOCKET_FILE}`) || ports.exists(`${runDir}/${KUBECONFIG_FILE}`)) return;
  throw new PluginError("unavailable", `neither the Istio CNI agent nor its kubeconfig is in ${runDir}`);
}

async function add(call: AddCall, conf: PluginConf, ports: PluginPorts): Promise<JsonRecord> {
  const result = previousResult(conf);
  const addresses = resultAddresses(result);
  const skipped = reasonToSkip(call, conf);
  const fields = { pod: `${call.pod.namespace}/${call.pod.name}` };
  if (skipped !== undefined) {
    ports.log.log("debug", "not asked for", { ...fields, reason: skipped });
    return result;
  }
  const enrolment: Enrolment = {
    call,
    conf,
    body: JSON.stringify(addBody(call, addresses)),
    ips: addresses.map(({ ip }) => ip),
  };
  if (conf.isAmbientEnabled) await enrol(ports, enrolment);
  else await redirect(ports, enrolment, "ambient is not enabled");
  return result;
}

function previousResult(conf: PluginConf): JsonRecord {
  if (conf.prevResult !== undefined) return resultAs(conf.prevResult, conf.cniVersion);
  if (conf.isStandalone) return emptyResult(conf.cniVersion);
  throw new PluginError(
    "bad-config",
    "prevResult is missing: istio-cni comes after the plugin that makes the interface",
  );
}

/** Pods that never need the agent; above all its own, which could not start otherwise. */
function reasonToSkip({ pod }: AddCall, conf: PluginConf): string | undefined {
  if (pod.name === "" || pod.namespace === "") return "not a Kubernetes pod";
  if (pod.name.startsWith(AGENT_POD_PREFIX) && pod.namespace === conf.podNamespace) return "the agent itself";
  return conf.excludeNamespaces.includes(pod.namespace) ? "excluded namespace" : undefined;
}

interface Enrolment {
  readonly call: AddCall;
  readonly conf: PluginConf;
  readonly body: string;
  readonly ips: readonly string[];
}

/** Returns when the pod may start. */
async function enrol(ports: PluginPorts, enrolment: Enrolment): Promise<void> {
  const { call, conf, body } = enrolment;
  const pod = `${call.pod.namespace}/${call.pod.name}`;
  let refusal: string;
  try {
    const answer = await ports.post({
      socketPath: `${conf.runDir}/${PLUGIN_SOCKET_FILE}`,
      path: CMD_ADD_PATH,
      body,
      headers: { [SELECTION_HEADER]: "agent" },
      timeoutMs: AGENT_TIMEOUT_MS,
    });
    if (answer.status === 200) {
      ports.log.log("info", "the agent has seen to the pod", {
        pod,
        outcome: answer.headers.get(OUTCOME_HEADER) ?? "enrolled",
      });
      return;
    }
    refusal = `unable to push CNI event (status code ${answer.status}): ${answer.body.trim()}`;
    // An agent that decides has decided.
    if (answer.headers.has(OUTCOME_HEADER)) throw tryAgain(refusal);
  } catch (error) {
    if (!(error instanceof PluginError) || error.code !== "io-failed") throw error;
    refusal = `unable to push CNI event: ${error.message}`;
  }
  ports.log.log("warn", "asking the API server instead of the agent", { pod, reason: refusal });
  if (await askApi(ports, enrolment, refusal)) throw tryAgain(refusal);
  await redirect(ports, enrolment, refusal);
}

/** Where no agent has decided. A pod with a sidecar must not start beside it. */
async function redirect(ports: PluginPorts, { call, conf, ips }: Enrolment, why: string): Promise<void> {
  const pod = `${call.pod.namespace}/${call.pod.name}`;
  let isRedirected: boolean;
  try {
    isRedirected = await ports.redirectSidecar({
      kubeconfigPath: `${conf.runDir}/${KUBECONFIG_FILE}`,
      pod: call.pod,
      netns: call.netns,
      ips,
    });
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    const message = `istio-cni cmdAdd cannot tell whether the pod has a sidecar, or lead its traffic there: ${reason} (${why})`;
    throw new PluginError("try-again", message.slice(0, MAX_MESSAGE_CHARS), { cause: error });
  }
  const outcome = isRedirected ? "redirected to its sidecar" : "neither selected nor with a sidecar";
  ports.log.log("info", "the plugin has seen to the pod", { pod, outcome });
}

async function askApi(ports: PluginPorts, { call, conf }: Enrolment, refusal: string): Promise<boolean> {
  try {
    return await ports.isSelected({
      kubeconfigPath: `${conf.runDir}/${KUBECONFIG_FILE}`,
      pod: call.pod,
      selectors: conf.enablementSelectors,
      isRetried: conf.isDetectionRetried,
    });
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw tryAgain(`${refusal}; nor could the API server say whether the pod is selected: ${reason}`, error);
  }
}

function tryAgain(refusal: string, cause?: unknown): PluginError {
  const message = `istio-cni cmdAdd failed to contact node Istio CNI agent: ${refusal}`;
  return new PluginError("try-again", message.slice(0, MAX_MESSAGE_CHARS), { cause });
}

/** It ends up in an event of the pod, which holds 1024. */
const MAX_MESSAGE_CHARS = 900;
