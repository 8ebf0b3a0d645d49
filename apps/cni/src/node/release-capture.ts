/**
 * The first half of taking a pod out of the mesh: what leads new connections to ztunnel goes, in one transaction for each
 * family, and everything that connections in hand need (their translations, marks and routes) stays.
 */
import type { Backend, RunProgram } from "@ambit/netfilter";

/** Only the ways in go: with the tables the kernel would forget the translations of connections that are open. */
const IPTABLES_TEXT = "*nat\n-D OUTPUT -j ISTIO_OUTPUT\n-D PREROUTING -j ISTIO_PRERT\nCOMMIT\n";
const NFT_TEXT = "flush chain inet istio-ambient-nat output\nflush chain inet istio-ambient-nat prerouting\n";

/** False: what is there is not what was expected, and has not been changed by this. */
export async function releaseCapture(
  run: RunProgram,
  { backend, ipv6 }: { readonly backend: Backend; readonly ipv6: boolean },
): Promise<boolean> {
  const calls =
    backend.kind === "nftables"
      ? [run({ program: "nft", args: ["-f", "-"], stdin: NFT_TEXT })]
      : (ipv6 ? ["iptables", "ip6tables"] : ["iptables"]).map((program) =>
          run({
            program: `${program}${backend.variant === "plain" ? "" : `-${backend.variant}`}-restore`,
            args: ["--noflush"],
            stdin: IPTABLES_TEXT,
          }),
        );
  const results = await Promise.all(calls);
  return results.every(({ code }) => code === 0);
}
