/** One pod asks others: what came of it, and what should have. */
import { eventually } from "@ambit/lifecycle/testing";
import type { Cluster, PodName } from "./cluster.ts";

const TIMEOUT_MS = 3_000;
/** A policy reaches its node, an address its kube-proxy. */
const SETTLE_MS = 20_000;
const INTERVAL_MS = 250;
/** A command line has an end. */
const AT_ONCE = 200;

/** What one question was answered. */
export interface Answer {
  readonly url: string;
  readonly isAnswered: boolean;
  /** Who answered, as it says itself. */
  readonly pod: string;
  /** Who asked, as it says. */
  readonly client: string;
  /** Why there is no answer; empty where there is one. */
  readonly failure: string;
  readonly body: unknown;
}

/** What should come of a question. */
export interface Expected {
  readonly url: string;
  readonly isAnswered: boolean;
  /** One of these has to be who answers, if it is said. */
  readonly by?: readonly string[];
  /** For whoever reads that it came otherwise. */
  readonly as: string;
}

/** All at the same time, each on a connection of its own. */
export async function ask(
  cluster: Cluster,
  from: PodName,
  urls: readonly string[],
): Promise<readonly Answer[]> {
  const answers: Answer[] = [];
  for (let start = 0; start < urls.length; start += AT_ONCE) {
    const words = urls.slice(start, start + AT_ONCE).flatMap((url) => ["--url", url]);
    const command = [...cluster.toolsCommand, "ask", "--timeout-ms", `${TIMEOUT_MS}`, ...words];
    const { exitCode, output, errors } = await cluster.exec(from, command);
    if (exitCode !== 0) throw new Error(`${from.name} could not ask: ${errors.trim() || output.trim()}`);
    answers.push(...decodeAnswers(output));
  }
  return answers;
}

/** What came otherwise than expected, once it no longer changes for the better; empty where nothing did. */
export async function untilAsExpected(
  cluster: Cluster,
  from: PodName,
  expected: readonly Expected[],
): Promise<void> {
  await eventually(
    async () => {
      const wrong = await mismatches(cluster, from, expected);
      if (wrong.length > 0)
        throw new Error(
          `${from.name}: ${wrong.length} of ${expected.length} otherwise:\n${wrong.slice(0, 20).join("\n")}`,
        );
    },
    { timeoutMs: SETTLE_MS, intervalMs: INTERVAL_MS },
  );
}

async function mismatches(
  cluster: Cluster,
  from: PodName,
  expected: readonly Expected[],
): Promise<readonly string[]> {
  const answers = await ask(
    cluster,
    from,
    expected.map(({ url }) => url),
  );
  return expected.flatMap((wanted, index) => {
    const answer = answers[index];
    if (answer === undefined) return [`${wanted.as}: was not asked`];
    const isRight = answer.isAnswered === wanted.isAnswered && isBy(answer, wanted);
    return isRight ? [] : [`${wanted.as} (${wanted.url}): ${describe(answer)}`];
  });
}

function isBy({ isAnswered, pod }: Answer, { by }: Expected): boolean {
  return !isAnswered || by === undefined || by.includes(pod);
}

function describe({ isAnswered, pod, failure }: Answer): string {
  return isAnswered ? `answered by ${pod}` : failure;
}

interface AskAnswerJson {
  readonly url: string;
  readonly status?: number;
  readonly body?: unknown;
  readonly failure?: string;
}

function decodeAnswers(text: string): readonly Answer[] {
  return (JSON.parse(text) as readonly AskAnswerJson[]).map(({ url, status, body, failure }) => {
    const { pod = "", client = "" } = (
      typeof body === "object" && body !== null ? body : {}
    ) as Partial<Answer>;
    const isAnswered = status === 200;
    const reason = failure ?? (isAnswered ? "" : `status ${status}`);
    return { url, isAnswered, pod, client, failure: reason, body };
  });
}

/** As a URL has it. */
export function urlOf(host: string, port: number): string {
  return `http://${host.includes(":") ? `[${host}]` : host}:${port}/`;
}
