/** Objects as YAML that every reader reads alike, and that changes only where the objects change. */
import yaml from "js-yaml";
import type { KubernetesObject } from "./types.js";
import { isJson, type Json, put } from "./values.js";

/** Keys that open an object, in this order; the others follow in alphabetical order. */
const FIRST = ["apiVersion", "kind", "metadata"];
const FIRST_IN_METADATA = ["name", "generateName", "namespace"];

/**
 * Objects as one stream of YAML documents, each after a `---` line; the empty string for none.
 *
 * Text that a YAML 1.1 or 1.2 reader would take for something else (`yes`, `1e3`, `0x1`, `2026-01-01`, `12:30`) is
 * quoted; there are no anchors, no folded lines; keys have a fixed order.
 */
export function toYaml(objects: KubernetesObject[]): string {
  return objects.map((object) => `---\n${document(object)}`).join("");
}

/** Text that js-yaml would leave bare, and that some reader takes for a number (`1_000`, `.`) or a date (`2026-1-1 1:2:3`). */
const MISREAD = new yaml.Type("tag:yaml.org,2002:misread", {
  kind: "scalar",
  resolve: (data: unknown) =>
    typeof data === "string" &&
    (/^[-+]?(?:\d[\d_]*)?\.[\d_]*$/.test(data) ||
      /^[-+.]?\d[\da-fxo.,:+-]*_[\da-fxo_.,:+-]*$/i.test(data) ||
      /^\d{4}-\d\d?-\d\d?/.test(data)),
});
const SCHEMA = yaml.DEFAULT_SCHEMA.extend({ implicit: [MISREAD] });

function document(object: KubernetesObject): string {
  const { metadata, ...rest } = object;
  const ordered = sorted({ ...rest, metadata: sorted(metadata, FIRST_IN_METADATA) }, FIRST);
  return yaml.dump(ordered, { schema: SCHEMA, noRefs: true, lineWidth: -1 });
}

/** A copy with sorted keys at every depth, those of `first` before the others; what is undefined is left out. */
function sorted(value: unknown, first: readonly string[] = []): unknown {
  if (Array.isArray(value)) return value.map((element) => sorted(element));
  if (!isJson(value)) return value;
  const rank = (key: string) => (first.includes(key) ? first.indexOf(key) : first.length);
  const keys = Object.keys(value).sort((a, b) => rank(a) - rank(b) || (a < b ? -1 : 1));
  const copy: Json = {};
  for (const key of keys) {
    // What is ordered already (metadata, by the caller) stays as it is.
    if (value[key] !== undefined) put(copy, key, first.includes(key) ? value[key] : sorted(value[key]));
  }
  return copy;
}
