import {
  aPolicy,
  aService,
  aWorkload,
  policyResource,
  serviceResource,
  workloadResource,
} from "@ambit/model/testing";
import type { Deferred } from "@ambit/reactor";
import { expect, test } from "vitest";
import type { StateMessage } from "../messages.ts";
import { stateMessages } from "../testing/state-messages.ts";
import { Replica } from "./replica.ts";

const workload = aWorkload();
const service = aService({ name: "a" });

/** A replica with what it has said. `turn` is the loop's next one, if there is to be one. */
function setUp({ stepMs = 0 } = {}) {
  const said: string[] = [];
  const scheduled: Deferred[] = [];
  let nowMs = 0;
  const replica = new Replica({
    // Whatever is done takes so long.
    nowMs: () => (nowMs += stepMs),
    scheduleNextTurn: (deferred) => scheduled.push(deferred),
    onPart: () => said.push("part"),
    onApplied: (version) => said.push(`applied ${version}`),
  });
  const receive = (messages: readonly StateMessage[]): void => {
    for (const message of messages) if (message.type === "state") replica.receive(message);
    replica.apply();
  };
  const turn = (): boolean => {
    const [next] = scheduled.splice(0);
    next?.run();
    return next !== undefined;
  };
  return { replica, state: replica.state, said, receive, turn };
}

test("a change takes effect with its last part", () => {
  const { state, said, receive, turn } = setUp();
  const [first, last] = stateMessages(1, [workloadResource(workload)]);
  receive(first === undefined ? [] : [first]);
  expect(said).toEqual(["part"]);
  expect(turn()).toBe(false);
  expect(state.findWorkloadByUid(workload.uid)).toBeUndefined();
  receive(last === undefined ? [] : [last]);
  expect(said).toEqual(["part", "applied 1"]);
  expect(state.findWorkloadByUid(workload.uid)).toEqual(workload);
});

test("shows nothing of a change that is taken over step by step, and all of it at once", () => {
  const { replica, state, receive, turn } = setUp({ stepMs: 1 });
  receive(stateMessages(1, [workloadResource(workload)]));
  while (turn());
  const others = Array.from({ length: 100 }, (_, index) => aWorkload({ name: `other-${index}` }));
  const upserts = [
    ...others.map((one) => workloadResource(one)),
    policyResource(aPolicy()),
    serviceResource(service),
  ];
  receive(stateMessages(2, upserts, [{ kind: "workload", key: workload.uid }]));
  const seen: number[] = [];
  do {
    // Another message wakes the loop: it is no reason for a second step in one turn.
    replica.apply();
    const isOld = state.findWorkloadByUid(workload.uid) !== undefined;
    const count = [...state.workloads()].length + [...state.policies()].length + [...state.services()].length;
    expect(count).toBe(isOld ? 1 : 102);
    seen.push(count);
  } while (turn());
  expect(seen.length).toBeGreaterThan(100);
  expect(new Set(seen)).toEqual(new Set([1, 102]));
  expect([replica.takeHasChanged(), replica.takeHasChanged()]).toEqual([true, false]);
});

test("a removal is one step too", () => {
  const { state, receive, turn } = setUp();
  receive(stateMessages(1, [workloadResource(workload)]));
  receive(stateMessages(2, [], [{ kind: "workload", key: workload.uid }]));
  while (turn());
  expect(state.findWorkloadByUid(workload.uid)).toBeUndefined();
});

test("of versions that wait each is answered for, in its turn", () => {
  const { said, receive, turn } = setUp({ stepMs: 1 });
  for (const version of [1, 2, 3]) receive(stateMessages(version, [serviceResource(service)]));
  while (turn());
  expect(said.filter((text) => text !== "part")).toEqual(["applied 1", "applied 2", "applied 3"]);
});
