import { describe, expect, test } from "vitest";
import { parseCall } from "./call.ts";

const ADD = {
  CNI_COMMAND: "ADD",
  CNI_CONTAINERID: "abc-1.2_3",
  CNI_NETNS: "/var/run/netns/cni-1",
  CNI_IFNAME: "eth0",
  CNI_PATH: "/opt/cni/bin",
  CNI_ARGS:
    "IgnoreUnknown=1;K8S_POD_NAMESPACE=shop;K8S_POD_NAME=cart-1;K8S_POD_INFRA_CONTAINER_ID=x;K8S_POD_UID=u-1",
};

test("an ADD names the namespace and the pod", () => {
  expect(parseCall(ADD)).toEqual({
    command: "ADD",
    netns: "/var/run/netns/cni-1",
    pod: { name: "cart-1", namespace: "shop", uid: "u-1" },
  });
});

test.each([
  ["no arguments", undefined],
  ["arguments of somebody else", "A=1;B=2;"],
  ["an empty uid", "K8S_POD_UID="],
])("a container with %s is no pod", (_, args) => {
  expect(parseCall({ ...ADD, CNI_ARGS: args })).toMatchObject({
    pod: { name: "", namespace: "", uid: undefined },
  });
});

describe("variables that must be there", () => {
  test.each([
    ["ADD", ["CNI_CONTAINERID", "CNI_NETNS", "CNI_IFNAME", "CNI_PATH"]],
    ["CHECK", ["CNI_CONTAINERID", "CNI_NETNS", "CNI_IFNAME", "CNI_PATH"]],
    ["DEL", ["CNI_CONTAINERID", "CNI_IFNAME", "CNI_PATH"]],
    ["GC", ["CNI_PATH"]],
    ["STATUS", ["CNI_PATH"]],
    ["VERSION", []],
  ])("for %s", (command, required) => {
    const given = { ...ADD, CNI_COMMAND: command };
    for (const name of Object.keys(ADD).filter(
      (variable) => variable.startsWith("CNI_") && variable !== "CNI_COMMAND",
    )) {
      const parse = () => parseCall({ ...given, [name]: undefined });
      if (required.includes(name)) expect(parse, name).toThrow(name);
      else expect(parse().command, name).toBe(command);
    }
  });

  test("all that are missing are named", () => {
    expect(() => parseCall({ CNI_COMMAND: "ADD" })).toThrow(
      "CNI_CONTAINERID, CNI_NETNS, CNI_IFNAME, CNI_PATH must be set for CNI_COMMAND ADD",
    );
  });
});

test.each([
  [{ CNI_COMMAND: "" }, "CNI_COMMAND must be set"],
  [{ CNI_COMMAND: "add" }, 'CNI_COMMAND "add" is not known'],
  [{ CNI_CONTAINERID: "../x" }, "CNI_CONTAINERID is no container id"],
  [{ CNI_IFNAME: ".." }, "CNI_IFNAME is no name of an interface"],
  [{ CNI_IFNAME: "a/b" }, "CNI_IFNAME is no name of an interface"],
  [{ CNI_IFNAME: "abcdefghijklmnop" }, "CNI_IFNAME is no name of an interface"],
  [{ CNI_ARGS: "K8S_POD_NAME" }, "CNI_ARGS has an item that is no NAME=value"],
])("%j is refused", (variables, message) => {
  expect(() => parseCall({ ...ADD, ...variables })).toThrow(
    expect.objectContaining({ code: "bad-environment", message }),
  );
});
