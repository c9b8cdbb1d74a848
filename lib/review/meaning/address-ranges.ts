/** Ranges of IP addresses: whether one holds another, and whether it is of the internet. */
import { BlockList, isIP } from "node:net";

/** Ranges that the internet does not route. Source: IANA special-purpose address registries (RFC 6890). */
const PRIVATE = new BlockList();
for (const [address, prefix] of [
  ["10.0.0.0", 8],
  ["100.64.0.0", 10],
  ["127.0.0.0", 8],
  ["169.254.0.0", 16],
  ["172.16.0.0", 12],
  ["192.168.0.0", 16],
  ["198.18.0.0", 15],
] as const) {
  PRIVATE.addSubnet(address, prefix);
}
PRIVATE.addSubnet("fc00::", 7, "ipv6");
PRIVATE.addSubnet("fe80::", 10, "ipv6");
PRIVATE.addAddress("::1", "ipv6");

/** A range this wide, or wider, is no network of anyone: it is the internet, whole or in halves and quarters. */
const WIDEST_NETWORK = 8;

export interface Range {
  address: string;
  prefix: number;
  family: "ipv4" | "ipv6";
}

/** `198.18.9.0/24`, or one address; undefined for anything else. */
export function rangeOf(text: string): Range | undefined {
  const [address = "", prefix] = text.split("/");
  const version = isIP(address);
  if (version === 0) return undefined;
  const longest = version === 4 ? 32 : 128;
  const length = prefix === undefined ? longest : Number(prefix);
  if (!Number.isInteger(length) || length < 0 || length > longest) return undefined;
  return { address, prefix: length, family: version === 4 ? "ipv4" : "ipv6" };
}

export type Reach = "private" | "public" | "internet";

/** Whether a range is inside private networks, a network of the internet, or as good as all of it. */
export function reachOf(text: string): Reach {
  const range = rangeOf(text);
  if (range === undefined) return "public";
  if (range.prefix < WIDEST_NETWORK) return "internet";
  return PRIVATE.check(range.address, range.family) ? "private" : "public";
}

/** True where `outer` holds all of `inner`. */
export function holds(outer: string, inner: string): boolean {
  const [wide, narrow] = [rangeOf(outer), rangeOf(inner)];
  if (
    wide === undefined ||
    narrow === undefined ||
    wide.family !== narrow.family ||
    wide.prefix > narrow.prefix
  )
    return outer === inner;
  const list = new BlockList();
  list.addSubnet(wide.address, wide.prefix, wide.family);
  return list.check(narrow.address, narrow.family);
}
