// An informer against a server that misbehaves, over real sockets: each fault once, and that nothing is lost by it.
import type { ServerResponse } from "node:http";
import { Readable } from "node:stream";
import { systemClock, TaskGroup } from "@ambit/lifecycle";
import { eventually } from "@ambit/lifecycle/testing";
import { expect, test } from "vitest";
import { Informer, type InformerProblem, openKubeClient } from "../src/index.ts";
import { PODS } from "../src/testing/an-object.ts";
import { answer, type Script, type ScriptedServer, scriptedServer } from "./scripted-server.ts";

type Answer = (response: ServerResponse) => void | Promise<void>;

/** Answers to the requests for one kind, in turn; the last of each serves all that follow. */
interface Answers {
  readonly list: readonly Answer[];
  readonly watch: readonly Answer[];
}

function scriptOf({ list, watch }: Answers): Script {
  const counts = { list: 0, watch: 0 };
  return ({ query }, response) => {
    const verb = query.has("watch") ? "watch" : "list";
    const answers = { list, watch }[verb];
    const next = answers[Math.min(counts[verb], answers.length - 1)];
    counts[verb] += 1;
    return next?.(response);
  };
}

const pod = (name: string, resourceVersion: number) => ({
  metadata: { namespace: "default", name, uid: name, resourceVersion: String(resourceVersion) },
});

function listOf(resourceVersion: number, ...items: readonly object[]): Answer {
  const metadata = { resourceVersion: String(resourceVersion) };
  return (response) => answer(response, 200, { apiVersion: "v1", kind: "PodList", metadata, items });
}

const line = (type: string, object: object) => `${JSON.stringify({ type, object })}\n`;
const bookmark = (version: number) => line("BOOKMARK", { metadata: { resourceVersion: String(version) } });
const expired = { kind: "Status", code: 410, reason: "Expired", message: "too old resource version" };

/** Sends what it is given; stays open, ends in good order, or is cut. */
function watchOf(text: string, end: "open" | "end" | "cut" = "open"): Answer {
  return async (response) => {
    response.writeHead(200).flushHeaders();
    if (text !== "") {
      await new Promise((resolve) => response.write(text, resolve));
    }
    if (end === "end") {
      response.end();
    } else if (end === "cut") {
      // What was written is on its way: a cut that overtakes it is another test's.
      setTimeout(() => response.destroy(), 50);
    }
  };
}

const status =
  (code: number, headers: Readonly<Record<string, string>> = {}): Answer =>
  (response) => {
    response
      .writeHead(code, headers)
      .end(JSON.stringify({ kind: "Status", code, message: `status ${code}` }));
  };

async function runInformer(answers: Answers) {
  const server = await scriptedServer(scriptOf(answers));
  const client = await openKubeClient({ kind: "explicit", server: server.url });
  const told: string[] = [];
  const problems: InformerProblem[] = [];
  const informer = new Informer({
    api: client,
    resource: PODS,
    decode: ({ metadata }) => metadata.resourceVersion ?? "",
    onEvents: (batch) =>
      told.push(...batch.map(({ type, name, object }) => `${type} ${name.name} ${object}`)),
    onProblem: (problem) => problems.push(problem),
    clock: systemClock,
    random: Math.random,
  });
  const tasks = new TaskGroup();
  tasks.spawn("informer", (signal) => informer.run(signal));
  return {
    server,
    tasks,
    told,
    problems,
    informer,
    codes: () => problems.map((problem) => (problem.kind === "request" ? problem.error.code : "object")),
    [Symbol.asyncDispose]: async () => {
      await tasks[Symbol.asyncDispose]();
      client[Symbol.dispose]();
      await server[Symbol.asyncDispose]();
    },
  };
}

/** What was asked for, in turn. */
function asked(server: ScriptedServer): string[] {
  return server.requests.map(({ query }) =>
    query.has("watch") ? `watch from ${query.get("resourceVersion")}` : "list",
  );
}

const patience = { timeoutMs: 5000 };

test("410 in the middle of a watch: what came before counts, then a list of which differences are told", async () => {
  await using run = await runInformer({
    list: [listOf(10, pod("a", 1), pod("b", 2)), listOf(30, pod("b", 2), pod("c", 12), pod("d", 20))],
    watch: [watchOf(line("ADDED", pod("c", 12)) + line("ERROR", expired)), watchOf("")],
  });
  await eventually(() => expect(asked(run.server)).toHaveLength(4), patience);
  expect(asked(run.server)).toEqual(["list", "watch from 10", "list", "watch from 30"]);
  expect(run.told).toEqual(["add a 1", "add b 2", "add c 12", "delete a 1", "add d 20"]);
  expect(run.codes()).toEqual(["gone"]);
});

test("410 as the answer to a watch", async () => {
  await using run = await runInformer({
    list: [listOf(10, pod("a", 1)), listOf(30, pod("a", 1))],
    watch: [status(410), watchOf(line("MODIFIED", pod("a", 31)))],
  });
  await eventually(() => expect(run.told).toEqual(["add a 1", "update a 31"]), patience);
  expect(asked(run.server)).toEqual(["list", "watch from 10", "list", "watch from 30"]);
});

test("a line that is cut off is not believed, and comes again", async () => {
  const half = line("MODIFIED", pod("a", 12)).slice(0, 40);
  await using run = await runInformer({
    list: [listOf(10, pod("a", 1))],
    watch: [
      watchOf(line("ADDED", pod("b", 11)) + half, "cut"),
      watchOf(half, "end"),
      watchOf(line("MODIFIED", pod("a", 12))),
    ],
  });
  await eventually(() => expect(run.told).toEqual(["add a 1", "add b 11", "update a 12"]), patience);
  expect(asked(run.server)).toEqual(["list", "watch from 10", "watch from 11", "watch from 11"]);
  expect(run.codes()).toEqual(["unreachable", "unreachable"]);
});

test("a watch of bookmarks alone moves on without a word", async () => {
  await using run = await runInformer({
    list: [listOf(10, pod("a", 1))],
    watch: [watchOf(bookmark(50) + bookmark(60), "end"), watchOf("")],
  });
  await eventually(() => expect(asked(run.server)).toHaveLength(3), patience);
  expect(asked(run.server)).toEqual(["list", "watch from 10", "watch from 60"]);
  expect(run.told).toEqual(["add a 1"]);
  expect(run.problems).toEqual([]);
});

test("a slow server: an object that comes byte by byte", async () => {
  const drip: Answer = async (response) => {
    for (const character of line("ADDED", pod("slow", 11))) {
      response.write(character);
      await new Promise((resolve) => setImmediate(resolve));
    }
  };
  await using run = await runInformer({ list: [listOf(10)], watch: [drip] });
  await eventually(() => expect(run.told).toEqual(["add slow 11"]), patience);
});

test("429 with Retry-After is obeyed, for a list and for a watch", async () => {
  await using run = await runInformer({
    list: [status(429, { "retry-after": "1" }), listOf(10, pod("a", 1))],
    watch: [status(429, { "retry-after": "1" }), watchOf(line("ADDED", pod("b", 11)))],
  });
  const startMs = performance.now();
  await eventually(() => expect(run.told).toEqual(["add a 1", "add b 11"]), patience);
  expect(performance.now() - startMs).toBeGreaterThanOrEqual(1990);
  expect(asked(run.server)).toEqual(["list", "list", "watch from 10", "watch from 10"]);
});

test("500 and 503 cost time and nothing else", async () => {
  await using run = await runInformer({
    list: [status(500), status(503), listOf(10, pod("a", 1))],
    watch: [status(500), watchOf(line("ADDED", pod("b", 11)))],
  });
  await eventually(() => expect(run.told).toEqual(["add a 1", "add b 11"]), patience);
  expect(run.codes()).toEqual(["server-error", "unavailable", "server-error"]);
  expect(asked(run.server)).toEqual(["list", "list", "list", "watch from 10", "watch from 10"]);
});

test("a list that breaks off between two pages begins again, and nothing is told of the part", async () => {
  const firstPage: Answer = (response) =>
    answer(response, 200, { metadata: { resourceVersion: "10", continue: "more" }, items: [pod("a", 1)] });
  await using run = await runInformer({
    list: [firstPage, status(410), firstPage, listOf(10, pod("b", 2))],
    watch: [watchOf("")],
  });
  await eventually(() => expect(asked(run.server)).toHaveLength(5), patience);
  expect(run.told).toEqual(["add a 1", "add b 2"]);
  expect(run.codes()).toEqual(["gone"]);
});

test("lines that are no JSON cost a list", async () => {
  await using run = await runInformer({
    list: [listOf(10), listOf(20, pod("a", 15))],
    watch: [watchOf("<html>busy</html>\n"), watchOf("")],
  });
  await eventually(() => expect(run.told).toEqual(["add a 15"]), patience);
  expect(run.codes()).toEqual(["bad-response"]);
});

test("a line beyond the limit costs a list, and memory stays bounded meanwhile", async () => {
  const part = "x".repeat(1024 * 1024);
  const endless: Answer = (response) => {
    Readable.from(Array.from({ length: 64 }, () => part)).pipe(response);
  };
  await using run = await runInformer({
    list: [listOf(10), listOf(20, pod("a", 15))],
    watch: [endless, watchOf("")],
  });
  await eventually(() => expect(run.told).toEqual(["add a 15"]), patience);
  expect(run.codes()).toEqual(["too-large"]);
});

test("when it ends it closes its watch", async () => {
  await using run = await runInformer({ list: [listOf(10)], watch: [watchOf("")] });
  await eventually(() => expect(asked(run.server)).toHaveLength(2), patience);
  const watch = run.server.requests[1]?.socket;
  expect(watch?.destroyed).toBe(false);
  await run.tasks[Symbol.asyncDispose]();
  await eventually(() => expect(watch?.destroyed).toBe(true), patience);
  expect(run.informer.phase).toBe("idle");
});
