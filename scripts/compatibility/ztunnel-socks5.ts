import type { Section } from "./section.ts";

const SOCKS = "apps/ztunnel/src/data/socks5.integration.test.ts";
const MESSAGE = "apps/ztunnel/src/data/socks5-message.test.ts";
const NETNS = "e2e/netns/socks5.netns.test.ts";

export const section: Section = {
  title: "ztunnel: SOCKS5",
  rows: [
    {
      behaviour:
        "Version 5 without authentication, CONNECT to IPv4, IPv6 or a name; the destination takes the ordinary way out",
      tests: [
        `${SOCKS} > an address nobody knows is reached directly, and what follows the request belongs to the application`,
        `${SOCKS} > a workload of the mesh is reached through its tunnel`,
        `${NETNS} > a client that uses its ztunnel as SOCKS5 proxy > reaches a server by $how over HBONE`,
      ],
    },
    {
      behaviour:
        "Names are resolved as the workload's own questions would be, A over IPv4 and AAAA over IPv6, first answer",
      tests: [
        `${SOCKS} > a name of the mesh is resolved as the workload's own question would be`,
        `${SOCKS} > another name is asked of the name server, from which the first address is taken`,
      ],
    },
    {
      behaviour: "Success is said before the destination is tried, with the bound address 0.0.0.0:0",
      tests: [
        `${MESSAGE} > replies carry the bound address 0.0.0.0:0`,
        `${SOCKS} > one of our own ports on loopback is refused after the success reply`,
      ],
    },
    {
      behaviour: "Reply 4 for a name without address, 7 for what breaks the protocol",
      tests: [
        `${SOCKS} > a name %s has no host`,
        `${SOCKS} > SOCKS4 is refused by a reply and an early-failure line`,
        `${SOCKS} > BIND is refused by a reply and an early-failure line`,
      ],
    },
    {
      behaviour: "A client may take any time",
      differs: { ambit: "10 s", why: "a silent client would hold its descriptor" },
      tests: [`${SOCKS} > a client that says nothing is dropped after ten seconds`],
    },
  ],
};
