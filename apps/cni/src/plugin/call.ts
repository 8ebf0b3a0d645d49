/** What the runtime asks for: the CNI_* variables as one value. CNI specification, "Parameters". */
import { PluginError } from "./plugin-error.ts";

/** The pod, as Kubernetes' runtimes name it in CNI_ARGS. */
export interface PodReference {
  readonly name: string;
  readonly namespace: string;
  readonly uid: string | undefined;
}

/** A container whose network has been made by the plugins before us. */
export interface AddCall {
  readonly command: "ADD";
  /** Path on the host. */
  readonly netns: string;
  /** Empty texts for a container that is no pod. */
  readonly pod: PodReference;
}

export type Call =
  | AddCall
  /** Nothing of ours depends on more than the command. */
  | { readonly command: "DEL" | "CHECK" | "GC" | "STATUS" | "VERSION" };

type Command = Call["command"];
type Variables = Readonly<Record<string, string | undefined>>;

/** Which variables a command has to come with. */
const REQUIRED: Readonly<Record<Command, readonly string[]>> = {
  ADD: ["CNI_CONTAINERID", "CNI_NETNS", "CNI_IFNAME", "CNI_PATH"],
  CHECK: ["CNI_CONTAINERID", "CNI_NETNS", "CNI_IFNAME", "CNI_PATH"],
  DEL: ["CNI_CONTAINERID", "CNI_IFNAME", "CNI_PATH"],
  GC: ["CNI_PATH"],
  STATUS: ["CNI_PATH"],
  VERSION: [],
};

const CONTAINER_ID = /^[a-zA-Z0-9][a-zA-Z0-9_.-]*$/;
/** The kernel's rule for names of interfaces, without the terminating zero. */
const INTERFACE_NAME = /^(?!\.\.?$)[^/:\s]{1,15}$/;

/** Throws PluginError "bad-environment" that names the variables. */
export function parseCall(variables: Variables): Call {
  const command = findCommand(variables["CNI_COMMAND"]);
  const missing = REQUIRED[command].filter((name) => (variables[name] ?? "") === "");
  if (missing.length > 0)
    throw badEnvironment(`${missing.join(", ")} must be set for CNI_COMMAND ${command}`);
  const { CNI_CONTAINERID: containerId, CNI_IFNAME: interfaceName } = variables;
  if (REQUIRED[command].includes("CNI_CONTAINERID") && !CONTAINER_ID.test(containerId ?? "")) {
    throw badEnvironment("CNI_CONTAINERID is no container id");
  }
  if (REQUIRED[command].includes("CNI_IFNAME") && !INTERFACE_NAME.test(interfaceName ?? "")) {
    throw badEnvironment("CNI_IFNAME is no name of an interface");
  }
  if (command !== "ADD") return { command };
  return { command, netns: variables["CNI_NETNS"] ?? "", pod: parsePod(variables["CNI_ARGS"] ?? "") };
}

function findCommand(text: string | undefined): Command {
  switch (text) {
    case "ADD":
    case "DEL":
    case "CHECK":
    case "GC":
    case "STATUS":
    case "VERSION":
      return text;
    case undefined:
    case "":
      throw badEnvironment("CNI_COMMAND must be set");
    default:
      throw badEnvironment(`CNI_COMMAND ${JSON.stringify(text.slice(0, 64))} is not known`);
  }
}

/** `K8S_POD_NAME=a;K8S_POD_NAMESPACE=b`: what else is in there is for others. */
function parsePod(args: string): PodReference {
  const values = new Map<string, string>();
  for (const pair of args.split(";")) {
    const at = pair.indexOf("=");
    if (pair.trim() === "") continue;
    if (at <= 0) throw badEnvironment("CNI_ARGS has an item that is no NAME=value");
    values.set(pair.slice(0, at).trim(), pair.slice(at + 1).trim());
  }
  const uid = values.get("K8S_POD_UID") ?? "";
  return {
    name: values.get("K8S_POD_NAME") ?? "",
    namespace: values.get("K8S_POD_NAMESPACE") ?? "",
    uid: uid === "" ? undefined : uid,
  };
}

function badEnvironment(message: string): PluginError {
  return new PluginError("bad-environment", message);
}
