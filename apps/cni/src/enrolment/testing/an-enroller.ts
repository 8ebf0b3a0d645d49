import { parseIpAddress } from "@ambit/addr";
import { memoryLogger } from "@ambit/telemetry/testing";
import { Enroller } from "../enroller.ts";
import type { FakeNode } from "./fake-node.ts";

/** An enroller on a fake node, whose clock the test holds. */
export function anEnroller(
  node: FakeNode,
  nowMs: () => number = () => 0,
  {
    verifyUnknown = false,
    isStrict = false,
  }: { readonly verifyUnknown?: boolean; readonly isStrict?: boolean } = {},
): Enroller {
  const enroller = new Enroller({
    ports: node,
    capture: {
      ipv6: true,
      dnsCapture: false,
      probeSource: {
        4: parseIpAddress("169.254.7.127"),
        6: parseIpAddress("fd16:9254:7127:1337:ffff:ffff:ffff:ffff"),
      },
    },
    verifyUnknown,
    isStrict,
    nowMs,
    epochMs: () => 0,
    observer: { enrolled: () => {}, unenrolled: () => {}, restored: () => {} },
    logger: memoryLogger("cni-agent").logger,
  });
  node.enroller = enroller;
  return enroller;
}
