import { expect, test } from "vitest";
import { aHost } from "../testing/a-host.ts";
import { Progress } from "./progress.ts";

test("without a terminal every change is a line, and what is shown already is not shown again", () => {
  const host = aHost();
  const progress = new Progress(host);
  progress.show({ name: "cni", done: 0, total: 2, note: "waits" });
  progress.show({ name: "cni", done: 0, total: 2, note: "waits" });
  progress.show({ name: "cni", done: 2, total: 2 });
  progress.say("done");
  expect(host.output.split("\n")).toEqual([
    "cni            [--------------------] 0/2  waits",
    "cni            [####################] 2/2",
    "done",
    "",
  ]);
});

test("on a terminal a part has one line, drawn anew", () => {
  const host = aHost({ isTerminal: true });
  const progress = new Progress(host);
  progress.show({ name: "cni", done: 0, total: 2 });
  progress.show({ name: "cni", done: 1, total: 2 });
  progress.show({ name: "ztunnel", done: 0, total: 2 });
  progress.close();
  progress.close();
  expect(host.output).toBe(
    "cni            [--------------------] 0/2\r\u001b[Kcni            [##########----------] 1/2\nztunnel        [--------------------] 0/2\n",
  );
});
