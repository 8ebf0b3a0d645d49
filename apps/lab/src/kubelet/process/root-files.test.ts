import { describe, expect, test } from "vitest";
import { aPod } from "../testing/a-pod.ts";
import { formatHosts, formatResolvConf } from "./root-files.ts";

const DNS = {
  nameservers: ["10.2.0.10"],
  clusterDomain: "cluster.local",
  hostResolvConf: "nameserver 1.1.1.1\n",
};

describe("resolv.conf", () => {
  test.each([
    [
      "the cluster's for pods",
      {},
      "nameserver 10.2.0.10\nsearch shop.svc.cluster.local svc.cluster.local cluster.local\noptions ndots:5\n",
    ],
    ["the machine's in the node's network", { hostNetwork: true }, "nameserver 1.1.1.1\n"],
    [
      "the cluster's in the node's network, if asked for",
      { hostNetwork: true, dnsPolicy: "ClusterFirstWithHostNet" },
      expect.stringContaining("nameserver 10.2.0.10\n"),
    ],
    ["the machine's", { dnsPolicy: "Default" }, "nameserver 1.1.1.1\n"],
    [
      "the pod's own",
      {
        dnsPolicy: "None",
        dnsConfig: { nameservers: ["9.9.9.9"], searches: ["x"], options: [{ name: "ndots", value: "1" }] },
      },
      "nameserver 9.9.9.9\nsearch x\noptions ndots:1\n",
    ],
  ])("is %s", (_name, spec, expected) => {
    expect(formatResolvConf(aPod(spec), DNS)).toEqual(expected);
  });
});

test("/etc/hosts has the pod's addresses, its full name with a subdomain, and its aliases", () => {
  const pod = aPod({ subdomain: "db", hostAliases: [{ ip: "1.2.3.4", hostnames: ["a", "b"] }] });
  const text = formatHosts(pod, ["10.1.1.2", "fd01::2"], "cluster.local");
  expect(text).toContain("127.0.0.1\tlocalhost\n");
  expect(text).toContain(
    "10.1.1.2\tweb.db.shop.svc.cluster.local\tweb\nfd01::2\tweb.db.shop.svc.cluster.local\tweb\n",
  );
  expect(text).toContain("1.2.3.4\ta\tb\n");
});
