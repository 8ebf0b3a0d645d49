import { describe, expect, test } from "vitest";
import { formatPage, judgeSoak } from "./report.ts";
import type { SoakResults } from "./results.ts";
import type { NodeWireFacts } from "./wire-protocol.ts";

const WIRE: NodeWireFacts = {
  frames: 1_000,
  tlsBytes: 50_000,
  tlsRecords: 100,
  streams: 10,
  unfollowedBytes: 0,
  controls: 5,
  plaintext: { marker: 0, port: 0, "not-tls": 0 },
  samples: [],
  lost: 0,
};
const USE = { residentMb: 100, descriptors: 50 };

/** Of a soak in which all was well. */
function results(changes: Partial<SoakResults> = {}): SoakResults {
  return {
    options: {
      minutes: 20,
      pods: 20,
      connections: 200,
      nodes: 2,
      killEveryMs: 20_000,
      churnEveryMs: 1_000,
      seed: 1,
    },
    elapsedMs: 1_200_000,
    wire: new Map([["n1", WIRE]]),
    guards: {
      applied: 3,
      reportMs: [500, 900],
      lastAnswerMs: [10, 20],
      judged: { guarded: 30, always: 20, strict: 10 },
      answered: 12,
      violations: [],
    },
    churn: { pods: 60, services: 60, policies: 60, pauses: 0, problems: [] },
    kills: [{ part: "ztunnel", node: "n1", atMs: 1_000, backMs: 3_000 }],
    killProblems: [],
    failures: { explained: new Map([[0, 7]]), unexplained: 0, described: [], total: 7 },
    load: { wanted: 200, open: 200, opened: 900, closed: 700, exchanges: 9_000, slowestMs: 90 },
    open: [200, 199, 50, 200],
    series: [{ name: "ztunnel n2", pid: 1, samples: steady(20) }],
    unwantedEnds: [],
    atRest: { before: new Map([["ztunnel n2", USE]]), after: new Map([["ztunnel n2", USE]]) },
    ...changes,
  };
}

function steady(minutes: number) {
  return Array.from({ length: minutes * 12 }, (_, index) => ({ atMs: index * 5_000, ...USE }));
}

function missed(changes: Partial<SoakResults>): readonly string[] {
  return judgeSoak(results(changes))
    .filter(({ outcome }) => outcome === "missed")
    .map(({ text }) => text);
}

const { guards, load } = results();

describe("the figures of a soak", () => {
  test("are met when all was well", () => {
    expect(missed({})).toEqual([]);
  });

  test.each<[string, Partial<SoakResults>]>([
    [
      "plaintext packets between enrolled pods",
      { wire: new Map([["n1", { ...WIRE, plaintext: { ...WIRE.plaintext, marker: 1 } }]]) },
    ],
    ["plaintext packets between enrolled pods", { wire: new Map([["n1", { ...WIRE, tlsBytes: 0 }]]) }],
    [
      "frames that the capture missed, bytes of HBONE that could not be followed",
      { wire: new Map([["n1", { ...WIRE, lost: 3 }]]) },
    ],
    ["policy violations", { guards: { ...guards, violations: ["p1 answered"] } }],
    ["policy violations", { guards: { ...guards, judged: { ...guards.judged, strict: 0 } } }],
    ["policy violations", { guards: { ...guards, answered: 0 } }],
    ["concurrent connections, median", { open: [100, 120, 200] }],
    [
      "lost connections that no kill explains",
      { failures: { explained: new Map(), unexplained: 1, described: ["x"], total: 1 } },
    ],
    [
      "pods that did not come up",
      { churn: { pods: 60, services: 60, policies: 60, pauses: 0, problems: ["p1"] } },
    ],
    ["parts that did not come back", { killProblems: ["ztunnel n1: it did not come back"] }],
    ["parts that did not come back", { kills: [] }],
    ["processes that ended and nobody had killed them", { unwantedEnds: ["istiod (7)"] }],
    [
      "descriptors left when all connections are closed",
      {
        atRest: {
          before: new Map([["ztunnel n2", USE]]),
          after: new Map([["ztunnel n2", { ...USE, descriptors: 60 }]]),
        },
      },
    ],
    [
      "memory and descriptors after the warm-up",
      {
        series: [
          {
            name: "ztunnel n2",
            pid: 1,
            samples: steady(20).map((sample, index) => ({ ...sample, residentMb: 100 + index })),
          },
        ],
      },
    ],
  ])("%s are missed by %j", (text, changes) => {
    expect(missed(changes)).toEqual([text]);
  });

  test("of a short run say nothing about memory", () => {
    const short = results({ series: [{ name: "ztunnel n2", pid: 1, samples: steady(2) }] });
    expect(judgeSoak(short).find(({ limit }) => limit === "flat")?.outcome).toBe("not judged");
  });
});

test("the page has the figures, the kills, the processes and what was wrong", () => {
  const failures = { explained: new Map([[0, 7]]), unexplained: 1, described: ["p1 to p2: reset"], total: 8 };
  const page = formatPage(results({ failures, load }));
  for (const part of ["# Reliability", "## Figures", "| ztunnel n1 | 1 ", "## Machine", "p1 to p2: reset"])
    expect(page).toContain(part);
});
