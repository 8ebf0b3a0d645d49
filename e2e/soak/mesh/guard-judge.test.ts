import { expect, test } from "vitest";
import { judgeExchanges } from "./guard-judge.ts";
import type { Exchange } from "./load-protocol.ts";

function asked(startedMs: number, endedMs: number, isAnswered: boolean): Exchange {
  return { startedMs, endedMs, isAnswered, code: isAnswered ? "answered" : "ended" };
}

const SPAN = { fromMs: 1_000, untilMs: 2_000 };

test.each([
  ["answered while the policy is in force", asked(1_100, 1_110, true), { judged: 1, answered: 0, broken: 1 }],
  ["refused while it is in force", asked(1_100, 1_110, false), { judged: 1, answered: 0, broken: 0 }],
  ["asked before it was reported", asked(990, 1_100, true), { judged: 0, answered: 1, broken: 0 }],
  [
    "answered after its removal was asked for",
    asked(1_990, 2_010, true),
    { judged: 0, answered: 1, broken: 0 },
  ],
  ["refused outside of it", asked(2_500, 2_510, false), { judged: 0, answered: 0, broken: 0 }],
])("a question that is %s", (_, exchange, { judged, answered, broken }) => {
  const facts = judgeExchanges([exchange], SPAN);
  expect({ ...facts, violations: facts.violations.length }).toMatchObject({
    judged,
    answered,
    violations: broken,
  });
});

test("a policy whose removal nobody has asked for is in force", () => {
  const facts = judgeExchanges([asked(5_000, 5_010, true)], { fromMs: 1_000, untilMs: undefined });
  expect(facts.violations).toHaveLength(1);
});

test("the last answer before the report is told", () => {
  const exchanges = [
    asked(900, 905, true),
    asked(950, 956, true),
    asked(990, 995, false),
    asked(2_100, 2_110, true),
  ];
  expect(judgeExchanges(exchanges, SPAN).lastAnswerMs).toBe(956);
});
