/** Legacy iptables: how many rules a table of the calling thread's network namespace has, without a program. */
import type { IpFamily } from "@ambit/addr";
import { badArgument } from "./arguments.ts";
import { close, getsockopt, readErrno, socket } from "./libc.ts";
import { allocateArea, type NativeArea } from "./native-area.ts";
import { addressFamily } from "./socket-address.ts";

const LEVEL: Readonly<Record<IpFamily, number>> = { 4: 0, 6: 41 };
const SOCK_RAW_CLOEXEC = 0x80003;
const IPPROTO_RAW = 255;
/** IPT_SO_GET_INFO and IP6T_SO_GET_INFO */
const GET_INFO = 64;

// struct ipt_getinfo: name[32], valid_hooks u32, hook_entry[5] u32, underflow[5] u32, num_entries u32, size u32.
const NAME_BYTES = 32;
const INFO_BYTES = 84;
const LENGTH_AT = 96;
const AREA_BYTES = 128;

let area: NativeArea | undefined;

/**
 * Sizes and offsets of a table's rules (struct ipt_getinfo behind its name), which are other ones when a rule comes or
 * goes; or -errno. Asking for a table that the namespace does not have makes it: ask for those only that it lists.
 */
export function xtablesInfo(family: IpFamily, table: string): Uint8Array | number {
  const name = new TextEncoder().encode(table);
  if (name.length === 0 || name.length >= NAME_BYTES) throw badArgument("table", table);
  area ??= allocateArea(AREA_BYTES);
  const fd = socket(addressFamily(family), SOCK_RAW_CLOEXEC, IPPROTO_RAW);
  if (fd < 0) return -readErrno();
  area.bytes.fill(0);
  area.bytes.set(name);
  new DataView(area.bytes.buffer).setUint32(LENGTH_AT, INFO_BYTES, true);
  const result = getsockopt(fd, LEVEL[family], GET_INFO, area.address, area.address + LENGTH_AT);
  const answer = result < 0 ? -readErrno() : area.bytes.slice(NAME_BYTES, INFO_BYTES);
  close(fd);
  return answer;
}
