import { describe, expect, test } from "vitest";
import { ruleKey, ruleTarget, words } from "./rule-key.ts";

describe("rules that mean the same have one key", () => {
  test.each([
    ["a module without an option", "-p tcp -m tcp -j ACCEPT", "-p tcp -j ACCEPT"],
    ["the order of matches", "-o lo ! -d 127.0.0.1/32 -j ACCEPT", "! -d 127.0.0.1/32 -o lo -j ACCEPT"],
    ["the prefix of a host, IPv4", "-s 169.254.7.127 -j ACCEPT", "-s 169.254.7.127/32 -j ACCEPT"],
    ["the prefix of a host, IPv6", "! -d ::1 -j ACCEPT", "! -d ::1/128 -j ACCEPT"],
    ["numbers", "-m mark --mark 1337/4095 -j ACCEPT", "-m mark --mark 0x539/0xfff -j ACCEPT"],
    ["a short spelling", "-p tcp -j REDIRECT --to-port 15001", "-p tcp -j REDIRECT --to-ports 15001"],
    [
      "full masks",
      "-j CONNMARK --restore-mark",
      "-j CONNMARK --restore-mark --nfmask 0xffffffff --ctmask 0xffffffff",
    ],
    ["an implicit module", "-p tcp --dport 53 -j ACCEPT", "-p tcp -m tcp --dport 53 -j ACCEPT"],
  ])("%s", (_name, one, other) => {
    expect(ruleKey(one)).toBe(ruleKey(other));
  });
});

describe("rules that differ have different keys", () => {
  test.each([
    ["negation", "-m mark ! --mark 0x539/0xfff -j ACCEPT", "-m mark --mark 0x539/0xfff -j ACCEPT"],
    [
      "what the mark is on",
      "-m connmark --mark 0x111/0xfff -j ACCEPT",
      "-m mark --mark 0x111/0xfff -j ACCEPT",
    ],
    ["the direction of a port", "-p udp -m udp --sport 53 -j ACCEPT", "-p udp -m udp --dport 53 -j ACCEPT"],
    ["jump and goto", "-j ISTIO_PRERT", "-g ISTIO_PRERT"],
    ["a wider network", "-s 169.254.7.0/24 -j ACCEPT", "-s 169.254.7.127/32 -j ACCEPT"],
    ["a module that matches by itself", "-m socket -j ACCEPT", "-j ACCEPT"],
    [
      "a partial mask",
      "-j CONNMARK --restore-mark --nfmask 0xfff --ctmask 0xfff",
      "-j CONNMARK --restore-mark",
    ],
    ["an additional match", "-p tcp -i eth0 -j RETURN", "-p tcp -j RETURN"],
    ["the target", "-p tcp -j ACCEPT", "-p tcp -j RETURN"],
  ])("%s", (_name, one, other) => {
    expect(ruleKey(one)).not.toBe(ruleKey(other));
  });
});

test("what is in a comment is no option", () => {
  const rule = '-m comment --comment "go to -j ISTIO_OUTPUT \\" ! now" -j ACCEPT';
  expect(ruleTarget(rule)).toBe("ACCEPT");
  expect(words(rule).map(({ text }) => text)).toEqual([
    "-m",
    "comment",
    "--comment",
    'go to -j ISTIO_OUTPUT " ! now',
    "-j",
    "ACCEPT",
  ]);
});

test("a rule without a target only counts", () => {
  expect(ruleTarget("-p tcp")).toBeUndefined();
});
