/** The number that nftables, which iptables (nft) is a part of, gives to the state of a namespace's rules: each transaction makes another. */
import { encodeRequest, readAttributes, readMessages } from "./netlink-messages.ts";

const NFNL_SUBSYS_NFTABLES = 10 << 8;
const NFT_MSG_NEWGEN = NFNL_SUBSYS_NFTABLES | 15;
const NFT_MSG_GETGEN = NFNL_SUBSYS_NFTABLES | 16;
const NFTA_GEN_ID = 1;
/** struct nfgenmsg: family u8, version u8, resource u16. */
const NFGENMSG_BYTES = 4;

export const GENERATION_REQUEST: Uint8Array = encodeRequest(
  NFT_MSG_GETGEN,
  0,
  new Uint8Array(NFGENMSG_BYTES),
);

/** Undefined where the kernel has no nftables. */
export function decodeGeneration(answer: Uint8Array | number): number | undefined {
  if (typeof answer === "number") return undefined;
  for (const { type, body } of readMessages(answer)) {
    if (type !== NFT_MSG_NEWGEN) continue;
    const id = readAttributes(body, NFGENMSG_BYTES).get(NFTA_GEN_ID);
    // In network order.
    if (id?.length === 4) return new DataView(id.buffer, id.byteOffset).getUint32(0);
  }
  return undefined;
}
