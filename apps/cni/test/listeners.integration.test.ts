// Who listens inside a namespace, with sockets that are.

import { execFileSync } from "node:child_process";
import { parseIpAddress } from "@ambit/addr";
import {
  describeUnless,
  findMissingPrograms,
  findRootObstacle,
} from "@ambit/lifecycle/testing/prerequisites";
import { bindSocket, closeFd, inNetns, listenSocket, setV6Only, tcpSocket } from "@ambit/linux";
import { expect, test } from "vitest";
import { openNetnsPath } from "../src/agent/netns.ts";
import { silentPorts } from "../src/node/listeners.ts";

describeUnless(
  findRootObstacle() ?? findMissingPrograms({ ip: "iproute2" }),
  "listeners of a namespace",
  () => {
    test.each([
      { name: "all addresses of IPv4", family: 4, address: "0.0.0.0", v6Only: 0 },
      { name: "loopback of IPv4", family: 4, address: "127.0.0.1", v6Only: 0 },
      { name: "all addresses of both families", family: 6, address: "::", v6Only: 0 },
      { name: "all addresses of IPv6 alone", family: 6, address: "::", v6Only: 1 },
    ] as const)("are seen on $name, and no others", ({ family, address, v6Only }) => {
      const name = `a-${process.pid}-listen`;
      execFileSync("ip", ["netns", "add", name]);
      const fds: number[] = [];
      try {
        execFileSync("ip", ["-n", name, "link", "set", "lo", "up"]);
        using netns = openNetnsPath(`/run/netns/${name}`);
        expect(silentPorts(netns, [15_001, 15_006, 15_008])).toEqual([15_001, 15_006, 15_008]);
        for (const port of [15_001, 15_008]) {
          const fd = inNetns(netns.fd, () => tcpSocket(family));
          fds.push(fd);
          if (family === 6) setV6Only(fd, v6Only);
          expect(bindSocket(fd, { ip: parseIpAddress(address), port })).toBe(0);
          if (port === 15_001) expect(listenSocket(fd, 1)).toBe(0);
        }
        // Bound alone is not listening.
        expect(silentPorts(netns, [15_001, 15_006, 15_008])).toEqual([15_006, 15_008]);
      } finally {
        for (const fd of fds) closeFd(fd);
        execFileSync("ip", ["netns", "del", name]);
      }
    });
  },
);
