import { CidrMatcher, findIpAddress, isLoopback, isUnspecified, parseCidr } from "@ambit/addr";

/** Links, where clouds tell machines their secrets, and groups. */
const REFUSED = new CidrMatcher(
  ["169.254.0.0/16", "fe80::/10", "fd00:ec2::254/128", "224.0.0.0/4", "ff00::/8"].map(parseCidr),
);

/** Whether the control plane may be made to fetch from there by whoever writes a RequestAuthentication. */
export function isFetchableAddress(text: string): boolean {
  const ip = findIpAddress(text);
  return ip !== undefined && !isLoopback(ip) && !isUnspecified(ip) && !REFUSED.matches(ip);
}
