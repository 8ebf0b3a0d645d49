import { describe, expect, test } from "vitest";
import { parseResolvConf } from "./resolv-conf.ts";

const DEFAULTS = { nameServers: [], search: [], ndots: 1, timeoutMs: 5_000, attempts: 2 };

describe("resolv.conf", () => {
  test.each<[string, string | undefined, object]>([
    ["that is not there", undefined, {}],
    ["that is empty", "", {}],
    [
      "of a pod",
      "search shop.svc.cluster.local svc.cluster.local cluster.local\nnameserver 10.96.0.10\noptions ndots:5\n",
      {
        search: ["shop.svc.cluster.local", "svc.cluster.local", "cluster.local"],
        nameServers: [{ ip: "10.96.0.10", port: 53 }],
        ndots: 5,
      },
    ],
    [
      "with both families and more name servers than count",
      "nameserver 192.0.2.1\nnameserver 2001:db8::1\nnameserver 192.0.2.2\nnameserver 192.0.2.3",
      {
        nameServers: [
          { ip: "192.0.2.1", port: 53 },
          { ip: "2001:db8::1", port: 53 },
          { ip: "192.0.2.2", port: 53 },
        ],
      },
    ],
    [
      "with comments and white space",
      "# x\n; y\n\t nameserver\t192.0.2.1 # z\n",
      { nameServers: [{ ip: "192.0.2.1", port: 53 }] },
    ],
    ["whose last search list counts", "search a b\ndomain C.example. d", { search: ["c.example"] }],
    [
      "with options",
      "options timeout:1 rotate attempts:3 ndots:2",
      { timeoutMs: 1_000, attempts: 3, ndots: 2 },
    ],
    [
      "with options out of range",
      "options timeout:0 attempts:0 ndots:99",
      { timeoutMs: 1_000, attempts: 1, ndots: 15 },
    ],
    [
      "with more of them than there may be",
      "options timeout:99 attempts:99",
      { timeoutMs: 30_000, attempts: 5 },
    ],
    [
      "with nonsense",
      "nameserver here\nnameserver fe80::1%eth0\nsearch a..b . \noptions ndots:x timeout\nwhat",
      {},
    ],
  ])("%s", (_name, text, expected) => {
    expect(parseResolvConf(text)).toEqual({ ...DEFAULTS, ...expected });
  });
});
