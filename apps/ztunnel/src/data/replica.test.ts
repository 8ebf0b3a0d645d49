import {
  aPolicy,
  aService,
  aWorkload,
  policyResource,
  serviceResource,
  workloadResource,
} from "@ambit/model/testing";
import { expect, test } from "vitest";
import type { MainMessage } from "../messages.ts";
import { Replica } from "./replica.ts";
import { stateMessages } from "./testing/state-messages.ts";

const workload = aWorkload();
const service = aService({ name: "a" });

/** A replica with what it has said. */
function setUp() {
  const said: string[] = [];
  const replica = new Replica({
    onPart: () => said.push("part"),
    onApplied: (version) => said.push(`applied ${version}`),
  });
  const receive = (messages: readonly MainMessage[]): void => {
    for (const message of messages) if (message.type === "state") replica.receive(message);
  };
  return { replica, state: replica.state, said, receive };
}

function always(): boolean {
  return true;
}

function never(): boolean {
  return false;
}

test("a change takes effect with its last part", () => {
  const { replica, state, said, receive } = setUp();
  const [first, last] = stateMessages(1, [workloadResource(workload)]);
  receive(first === undefined ? [] : [first]);
  replica.advance(never);
  expect(said).toEqual(["part"]);
  expect(replica.hasWork).toBe(false);
  receive(last === undefined ? [] : [last]);
  expect(state.findWorkloadByUid(workload.uid)).toBeUndefined();
  replica.advance(never);
  expect(said).toEqual(["part", "applied 1"]);
  expect(state.findWorkloadByUid(workload.uid)).toEqual(workload);
});

test("shows nothing of a change that is taken over step by step, and all of it at once", () => {
  const { replica, state, receive } = setUp();
  receive(stateMessages(1, [workloadResource(workload)]));
  replica.advance(never);
  const others = Array.from({ length: 100 }, (_, index) => aWorkload({ name: `other-${index}` }));
  const upserts = [
    ...others.map((one) => workloadResource(one)),
    policyResource(aPolicy()),
    serviceResource(service),
  ];
  receive(stateMessages(2, upserts, [{ kind: "workload", key: workload.uid }]));
  const seen: number[] = [];
  let steps = 0;
  for (; replica.hasWork; steps += 1) {
    replica.advance(always);
    const isOld = state.findWorkloadByUid(workload.uid) !== undefined;
    const count = [...state.workloads()].length + [...state.policies()].length + [...state.services()].length;
    expect(count).toBe(isOld ? 1 : 102);
    seen.push(count);
  }
  expect(steps).toBeGreaterThan(10);
  expect(new Set(seen)).toEqual(new Set([1, 102]));
});

test("a removal is one step too", () => {
  const { replica, state, receive } = setUp();
  receive(stateMessages(1, [workloadResource(workload)]));
  receive(stateMessages(2, [], [{ kind: "workload", key: workload.uid }]));
  replica.advance(never);
  expect(state.findWorkloadByUid(workload.uid)).toBeUndefined();
});

test("of versions that wait each is answered for, in its turn", () => {
  const { replica, said, receive } = setUp();
  for (const version of [1, 2, 3]) receive(stateMessages(version, [serviceResource(service)]));
  replica.advance(never);
  expect(said.filter((text) => text !== "part")).toEqual(["applied 1", "applied 2", "applied 3"]);
});
