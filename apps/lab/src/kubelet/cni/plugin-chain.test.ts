import type { JsonObject } from "@ambit/kube-objects/json";
import { describe, expect, test } from "vitest";
import type { Attachment, NetworkConfig } from "./cni-types.ts";
import type { PluginAnswer, PluginCall } from "./plugin-call.ts";
import { addNetwork, type PluginRunner, removeNetwork } from "./plugin-chain.ts";

const ATTACHMENT: Attachment = {
  containerId: "abc",
  netns: "/var/run/netns/x",
  interfaceName: "eth0",
  pod: { name: "web", namespace: "shop", uid: "u1" },
};

const configOf = (...types: string[]): NetworkConfig => ({
  name: "net",
  cniVersion: "1.0.0",
  plugins: types.map((type) => ({ type, json: { type } })),
});

/** Notes what is called; a plugin adds its name to the result. */
class FakeRunner implements PluginRunner {
  readonly binFolder = "/bin";
  readonly notes: string[] = [];
  answers: Readonly<Record<string, PluginAnswer | undefined>> = {};

  readonly labPlugin = {
    add: async (): Promise<JsonObject> => {
      this.notes.push("lab ADD");
      return { by: ["lab"] };
    },
    remove: async () => {
      this.notes.push("lab DEL");
    },
  };

  readonly makeNamespace = async () => {
    this.notes.push("namespace");
  };

  readonly run = async ({ type, env, input }: PluginCall): Promise<PluginAnswer | undefined> => {
    const previous = JSON.parse(input).prevResult?.by ?? [];
    this.notes.push(`${type} ${env["CNI_COMMAND"]} after ${previous.join(",")}`);
    if (type in this.answers) return this.answers[type];
    return { code: 0, output: JSON.stringify({ by: [...previous, type] }), errors: "" };
  };
}

describe("the plugins of a list", () => {
  test("are added in order, each with the result of those before", async () => {
    const runner = new FakeRunner();
    const result = await addNetwork(configOf("ambit-lab", "a", "istio-cni"), ATTACHMENT, runner);
    expect(runner.notes).toEqual(["lab ADD", "a ADD after lab", "istio-cni ADD after lab,a"]);
    expect(result).toEqual({ by: ["lab", "a", "istio-cni"] });
  });

  test("are not added after one that failed", async () => {
    const runner = new FakeRunner();
    runner.answers = { a: { code: 1, output: '{"msg":"no"}', errors: "" } };
    await expect(addNetwork(configOf("ambit-lab", "a", "b"), ATTACHMENT, runner)).rejects.toThrow(
      'plugin type="a" failed (add): no',
    );
    expect(runner.notes).toEqual(["lab ADD", "a ADD after lab"]);
  });

  test("find a namespace that the lab's own did not make", async () => {
    const runner = new FakeRunner();
    await addNetwork(configOf("ptp"), ATTACHMENT, runner);
    expect(runner.notes).toEqual(["namespace", "ptp ADD after "]);
  });

  test("have to be installed", async () => {
    const runner = new FakeRunner();
    runner.answers = { a: undefined };
    await expect(addNetwork(configOf("a"), ATTACHMENT, runner)).rejects.toThrow(
      'failed to find plugin "a" in path [/bin]',
    );
  });

  test("are all undone in the reverse order, whatever fails", async () => {
    const runner = new FakeRunner();
    runner.answers = { b: { code: 1, output: "", errors: "broken" }, c: undefined };
    const problems: unknown[] = [];
    await removeNetwork(configOf("ambit-lab", "a", "b", "c"), ATTACHMENT, runner, {
      result: { by: ["all"] },
      onProblem: (error) => problems.push(error),
    });
    expect(runner.notes).toEqual(["c DEL after all", "b DEL after all", "a DEL after all", "lab DEL"]);
    expect(problems.map(String)).toEqual([
      expect.stringContaining('failed to find plugin "c"'),
      expect.stringContaining("broken"),
    ]);
  });
});
