/** From an object's kind to the plural that rules match, as an API server names resources. */

const IRREGULAR: Record<string, string> = { endpoints: "endpoints" };

/** The plural of a kind: `NetworkPolicy` → `networkpolicies`, `Gateway` → `gateways`, `Ingress` → `ingresses`. */
export function pluralOf(kind: string): string {
  const singular = kind.toLowerCase();
  const irregular = Object.hasOwn(IRREGULAR, singular) ? IRREGULAR[singular] : undefined;
  if (irregular) return irregular;
  if (/[^aeiou]y$/.test(singular)) return `${singular.slice(0, -1)}ies`;
  return /(?:s|x|z|ch|sh)$/.test(singular) ? `${singular}es` : `${singular}s`;
}

/** The API group of an `apiVersion`; `""` is the core one. */
export const groupOf = (apiVersion: string): string =>
  apiVersion.includes("/") ? apiVersion.slice(0, apiVersion.indexOf("/")) : "";

/** Key under which rules of a resource are found. */
export const resourceKey = (group: string, plural: string): string => `${group}/${plural}`;
