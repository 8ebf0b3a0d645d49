import { parseCidr } from "@ambit/addr";
import { expect, test } from "vitest";
import { blockAlias, networkBlock } from "./network-address.ts";

test.each([
  ["10.1.2.3", "", { address: Uint8Array.of(10, 1, 2, 3) }, "/10.1.2.3"],
  ["10.1.2.3/32", "n", { network: "n", address: Uint8Array.of(10, 1, 2, 3) }, "n/10.1.2.3"],
  [
    "198.51.100.7/24",
    "n",
    { network: "n", address: Uint8Array.of(198, 51, 100, 0), length: 24 },
    "n/198.51.100.0/24",
  ],
  ["10.255.0.0/9", "", { address: Uint8Array.of(10, 128, 0, 0), length: 9 }, "/10.128.0.0/9"],
  ["0.0.0.0/0", "", { address: new Uint8Array(4), length: 0 }, "/0.0.0.0/0"],
  [
    "fd00::ffff/120",
    "",
    { address: Uint8Array.of(0xfd, ...new Uint8Array(13), 0xff, 0), length: 120 },
    "/fd00::ff00/120",
  ],
])("%s in network %j is sent masked, and known by that name", (text, network, address, alias) => {
  expect(networkBlock(network, parseCidr(text))).toEqual(address);
  expect(blockAlias(network, parseCidr(text))).toBe(alias);
});
