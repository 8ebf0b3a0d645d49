import { describe, expect, test } from "vitest";
import { decodeResult, pluginCall, resultAddresses } from "./plugin-call.ts";

const ATTACHMENT = {
  containerId: "abc",
  netns: "/var/run/netns/x",
  interfaceName: "eth0",
  pod: { name: "web", namespace: "shop", uid: "u1" },
};

test("a plugin is given its part of the list, the result so far and the pod", () => {
  const plugin = { type: "istio-cni", json: { type: "istio-cni", ambient_enabled: true } };
  const config = { name: "net", cniVersion: "0.3.1", plugins: [plugin] };
  const request = { command: "ADD", config, plugin, attachment: ATTACHMENT, binFolder: "/bin" } as const;
  const { env, input } = pluginCall({ ...request, previous: { ips: [] } });
  expect(env).toEqual({
    CNI_COMMAND: "ADD",
    CNI_CONTAINERID: "abc",
    CNI_NETNS: "/var/run/netns/x",
    CNI_IFNAME: "eth0",
    CNI_ARGS:
      "IgnoreUnknown=1;K8S_POD_NAMESPACE=shop;K8S_POD_NAME=web;K8S_POD_INFRA_CONTAINER_ID=abc;K8S_POD_UID=u1",
    CNI_PATH: "/bin",
  });
  expect(JSON.parse(input)).toEqual({
    type: "istio-cni",
    ambient_enabled: true,
    name: "net",
    cniVersion: "0.3.1",
    prevResult: { ips: [] },
  });
  expect(JSON.parse(pluginCall({ ...request, previous: undefined }).input)).not.toHaveProperty("prevResult");
});

describe("a plugin's answer", () => {
  const answer = (code: number, output: string, errors = "") => ({ code, output, errors });

  test("is the result of an ADD", () => {
    expect(decodeResult("p", "ADD", answer(0, '{"ips":[]}'))).toEqual({ ips: [] });
    expect(decodeResult("p", "DEL", answer(0, ""))).toEqual({});
  });

  test.each([
    [
      "its own error",
      answer(1, '{"code":999,"msg":"no agent","details":"refused"}'),
      'plugin type="p" failed (add): no agent; refused',
    ],
    [
      "what it said where it gave none",
      answer(2, "junk", "panic: x\n"),
      'plugin type="p" failed (add): panic: x',
    ],
    ["its exit status where it said nothing", answer(3, ""), 'plugin type="p" failed (add): exit status 3'],
    ["a result that is none", answer(0, "[]"), 'plugin type="p" failed (add): its result is no JSON object'],
  ])("is an error: %s", (_name, result, message) => {
    expect(() => decodeResult("p", "ADD", result)).toThrow(
      expect.objectContaining({ code: "network-failed", message }),
    );
  });

  test("names the pod's addresses, not the node's", () => {
    const interfaces = [{ name: "veth0" }, { name: "eth0", sandbox: "/x" }];
    const ips = [
      { interface: 1, address: "10.0.0.5/24" },
      { interface: 0, address: "10.0.0.1/24" },
      { address: "fd00::5/64" },
      {},
    ];
    expect(resultAddresses({ interfaces, ips })).toEqual(["10.0.0.5", "fd00::5"]);
    expect(resultAddresses({})).toEqual([]);
  });
});
