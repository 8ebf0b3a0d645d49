import type { CmdAddBody } from "../plugin-api/cmd-add.ts";
import type { AddCall } from "./call.ts";
import type { ResultAddress } from "./result.ts";

/** What the agent is told of a new pod, with the addresses of the result before us. */
export function addBody(call: AddCall, addresses: readonly ResultAddress[]): CmdAddBody {
  return {
    Netns: call.netns,
    PodName: call.pod.name,
    PodNamespace: call.pod.namespace,
    IPs: addresses.map(({ interfaceIndex, ip, prefixLength, gateway }) => ({
      Interface: interfaceIndex ?? null,
      Address: { IP: ip, Mask: encodeMask(ip, prefixLength) },
      Gateway: gateway ?? "",
    })),
    ...(call.pod.uid === undefined ? {} : { PodUID: call.pod.uid }),
  };
}

/** As Go writes a mask into JSON: base64 of its 4 or 16 bytes. */
function encodeMask(ip: string, prefixLength: number): string {
  const bytes = Buffer.alloc(ip.includes(":") ? 16 : 4);
  for (let bit = 0; bit < prefixLength; bit += 1)
    bytes[bit >> 3] = (bytes[bit >> 3] ?? 0) | (0x80 >> (bit & 7));
  return bytes.toString("base64");
}
