/** The command line and the environment of the image `ambit/lab-tools`, and the only reader of them. */
import type { AskOptions } from "./ask.ts";
import type { EchoOptions, EchoPlace } from "./echo-server.ts";
import type { TrafficOptions } from "./traffic-client.ts";

/** What one start asks for. */
export type ToolOrder =
  | { readonly tool: "echo"; readonly options: EchoOptions; readonly place: EchoPlace }
  | { readonly tool: "traffic"; readonly options: TrafficOptions }
  | { readonly tool: "ask"; readonly options: AskOptions }
  | { readonly tool: "help"; readonly problem: string | undefined };

const MAX_PORT = 65_535;
const MAX_RATE = 1_000;
const MAX_URLS = 1_000;

/** The real ones. */
export function systemToolOrder(): ToolOrder {
  const environment = new Map(
    Object.entries(process.env).flatMap(([name, value]) =>
      value === undefined ? [] : [[name, value] as const],
    ),
  );
  return parseToolOrder(process.argv.slice(2), environment);
}

/** Anything that cannot be read is a question for help. */
export function parseToolOrder(
  [tool, ...words]: readonly string[],
  environment: ReadonlyMap<string, string>,
): ToolOrder {
  const flags = parseFlags(words);
  if (typeof flags === "string") return { tool: "help", problem: flags };
  const one = (name: string, fallback: string): string => flags.get(name)?.at(-1) ?? fallback;
  switch (tool) {
    case "echo": {
      const ports = (flags.get("--port") ?? ["8080"]).map(Number);
      if (!ports.every((port) => isWithin(port, MAX_PORT)))
        return { tool: "help", problem: "--port: 1 to 65535" };
      const place = { pod: environment.get("POD_NAME") ?? "", node: environment.get("NODE_NAME") ?? "" };
      const upstreams = flags.get("--upstream") ?? [];
      const name = one("--name", "echo");
      return { tool, options: { name, version: one("--version", "v1"), ports, upstreams }, place };
    }
    case "traffic":
      return parseTraffic(one);
    case "ask": {
      const options = { urls: flags.get("--url") ?? [], timeoutMs: Number(one("--timeout-ms", "5000")) };
      if (!isWithin(options.urls.length, MAX_URLS) || !options.urls.every((url) => URL.canParse(url))) {
        return { tool: "help", problem: `--url: 1 to ${MAX_URLS} of them` };
      }
      return options.timeoutMs > 0 ? { tool, options } : { tool: "help", problem: "--timeout-ms: 1 or more" };
    }
    default:
      return { tool: "help", problem: tool === undefined ? undefined : `"${tool}" is no tool` };
  }
}

function parseTraffic(one: (name: string, fallback: string) => string): ToolOrder {
  const [url, perSecond, port, timeoutMs] = [
    one("--url", ""),
    Number(one("--rate", "10")),
    Number(one("--port", "8080")),
    Number(one("--timeout-ms", "5000")),
  ];
  if (!URL.canParse(url)) return { tool: "help", problem: "--url is no URL" };
  if (!isWithin(perSecond, MAX_RATE) || !isWithin(port, MAX_PORT) || !(timeoutMs > 0)) {
    return {
      tool: "help",
      problem: `--rate: 1 to ${MAX_RATE}; --port: 1 to 65535; --timeout-ms: 1 or more`,
    };
  }
  return { tool: "traffic", options: { url, perSecond, port, timeoutMs } };
}

const KNOWN: ReadonlySet<string> = new Set([
  "--name",
  "--version",
  "--port",
  "--upstream",
  "--url",
  "--rate",
  "--timeout-ms",
]);

/** All values of each flag, or what is wrong. */
function parseFlags(words: readonly string[]): ReadonlyMap<string, readonly string[]> | string {
  const flags = new Map<string, string[]>();
  for (let index = 0; index < words.length; index += 2) {
    const [name = "", value] = [words[index], words[index + 1]];
    if (!KNOWN.has(name)) return `${name} is no flag`;
    if (value === undefined) return `${name} has no value`;
    flags.set(name, [...(flags.get(name) ?? []), value]);
  }
  return flags;
}

function isWithin(value: number, max: number): boolean {
  return Number.isInteger(value) && value >= 1 && value <= max;
}
