import { describe, expect, test } from "vitest";
import { readCmdAddBody } from "./cmd-add-body.ts";

/** As Istio's plugin writes it. */
const RECORDED =
  '{"Netns":"/var/run/netns/cni-1","PodName":"client","PodNamespace":"app","IPs":[{"Interface":2,"Address":{"IP":"10.201.1.45","Mask":"////AA=="},"Gateway":"10.201.1.1"}]}';

describe("the body of a request", () => {
  test("of Istio's plugin", () => {
    expect(readCmdAddBody(RECORDED)).toEqual({
      netnsPath: "/var/run/netns/cni-1",
      name: "client",
      namespace: "app",
      uid: undefined,
      ips: ["10.201.1.45"],
    });
  });

  test("of ours says which pod", () => {
    const body = JSON.stringify({ Netns: "/n", PodName: "a", PodNamespace: "b", IPs: null, PodUID: "u" });
    expect(readCmdAddBody(body)).toEqual({ netnsPath: "/n", name: "a", namespace: "b", uid: "u", ips: [] });
  });

  test.each([
    { name: "nothing", body: "", problem: /^unexpected end of JSON input$/ },
    { name: "no JSON", body: "xx", problem: /JSON/ },
    { name: "a list", body: "[]", problem: /^the request is no JSON object$/ },
    { name: "null", body: "null", problem: /^the request is no JSON object$/ },
    { name: "no pod", body: '{"Netns":"/n"}', problem: /^PodName is no text or empty$/ },
    { name: "an empty path", body: '{"Netns":"","PodName":"a","PodNamespace":"b"}', problem: /^Netns is/ },
    {
      name: "no list of addresses",
      body: '{"Netns":"/n","PodName":"a","PodNamespace":"b","IPs":{}}',
      problem: /^IPs is no list$/,
    },
    {
      name: "a bad address",
      body: '{"Netns":"/n","PodName":"a","PodNamespace":"b","IPs":[{"Address":{"IP":"10.0.0"}}]}',
      problem: /^IPs\[0\]\.Address\.IP is no IP address$/,
    },
    {
      name: "a bad uid",
      body: '{"Netns":"/n","PodName":"a","PodNamespace":"b","PodUID":7}',
      problem: /^PodUID is no text$/,
    },
  ])("$name is refused", ({ body, problem }) => {
    const read = readCmdAddBody(body);
    expect("problem" in read ? read.problem : "").toMatch(problem);
  });
});
