import { expect, test } from "vitest";
import { isFetchableAddress } from "./fetchable-address.ts";

test.each([
  ["10.96.0.10", true],
  ["192.168.1.1", true],
  ["203.0.113.7", true],
  ["2001:db8::1", true],
  ["fd00::1", true],
  ["127.0.0.1", false],
  ["127.8.9.10", false],
  ["::1", false],
  ["::ffff:127.0.0.1", false],
  ["::ffff:169.254.169.254", false],
  ["0.0.0.0", false],
  ["::", false],
  ["169.254.169.254", false],
  ["fe80::1", false],
  ["fd00:ec2::254", false],
  ["224.0.0.1", false],
  ["ff02::1", false],
  ["nowhere", false],
])("keys may be fetched from %s: %s", (address, isFetchable) => {
  expect(isFetchableAddress(address)).toBe(isFetchable);
});
