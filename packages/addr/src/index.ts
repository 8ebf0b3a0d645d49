export { AddrError, type AddrErrorCode } from "./addr-error.ts";
export type { Brand } from "./brand.ts";
export { type Cidr, cidrOf, formatCidr, parseCidr } from "./cidr.ts";
export { CidrMatcher } from "./cidr-matcher.ts";
export {
  findIpAddress,
  type IpAddress,
  type IpFamily,
  ipAddressBytes,
  ipAddressFromBytes,
  ipFamily,
  isLoopback,
  isUnspecified,
  parseIpAddress,
} from "./ip-address.ts";
export {
  findSocketAddress,
  formatSocketAddress,
  parseSocketAddress,
  type SocketAddress,
} from "./socket-address.ts";
