/** A quick look at an entry of a plan that stays as it is: most of a plan does, and need not be decoded. */

/** What can be told of an unchanged resource from its text alone. */
export interface Glimpse {
  address: string;
  type: string;
  /** Kind in the manifest, where the entry declares one. */
  kind?: string;
  /** Every namespace that the entry names anywhere; its own is among them where it names it at all. */
  namespaces: string[];
}

/** Plain ASCII: what is written in another way is read whole. */
const TEXT = String.raw`"([^"\\\x80-\xff]*)"`;
/** The same with quotes in it, as in `module.a["lille"]`. */
const QUOTED = String.raw`"((?:[^"\\\x80-\xff]|\\")*)"`;
/** How Terraform and OpenTofu begin the entry of a managed resource with the action `no-op`: in this order, without blanks. */
const HEAD = new RegExp(
  String.raw`^\{"address":${QUOTED}(?:,"module_address":${QUOTED})?,"mode":"managed","type":${TEXT},"name":${TEXT}(?:,"index":(?:${QUOTED}|\d+))?,"provider_name":${TEXT},"change":\{"actions":\["no-op"\],`,
);
/** What makes more of an entry than its action says, or hides a name. */
const UNUSUAL = ['"importing"', '"previous_address"', '"deposed"', "\\u"];
const KIND = new RegExp(String.raw`^"manifest":\{"apiVersion":${TEXT},"kind":${TEXT}`);
/** Of API versions and kinds, in signs. */
const LONGEST_KIND = 400;
const NAMESPACE = new RegExp(`"namespace":${TEXT}`, "g");
const ODD_NAMESPACE = /"namespace":"[^"\\\x80-\xff]*[\\\x80-\xff]/;

/**
 * What the entry `bytes` is, where it is surely a resource that stays as it is; undefined where only reading it whole
 * can tell: another action, an import, anything written in another way.
 */
export function peek(bytes: Buffer): Glimpse | undefined {
  const text = bytes.toString("latin1");
  const [, address, , type] = HEAD.exec(text) ?? [];
  if (!address || !type || UNUSUAL.some((word) => text.includes(word))) return undefined;
  if (ODD_NAMESPACE.test(text)) return undefined;
  const manifest = text.indexOf('"manifest":');
  const kind = manifest < 0 ? undefined : KIND.exec(text.slice(manifest, manifest + LONGEST_KIND))?.[2];
  if (kind === undefined && manifest >= 0) return undefined;
  const namespaces = new Set([...text.matchAll(NAMESPACE)].flatMap(([, name]) => name ?? []));
  return {
    address: address.replaceAll('\\"', '"'),
    type,
    ...(kind === undefined ? {} : { kind }),
    namespaces: [...namespaces],
  };
}
