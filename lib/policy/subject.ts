/** How the subject of a finding is written. */

/** Longest name of one object in a subject; what is longer is shortened. */
const LONGEST = 300;

/** `apiVersion Kind namespace/name` of a Kubernetes object, as far as it has them; undefined for anything else. */
export function objectName(object: unknown): string | undefined {
  const read = (from: unknown, key: string): unknown => {
    if (from instanceof Map) return from.get(key);
    return typeof from === "object" && from !== null && Object.hasOwn(from, key)
      ? (from as Record<string, unknown>)[key]
      : undefined;
  };
  const text = (value: unknown) => (typeof value === "string" && value !== "" ? value : undefined);
  const [apiVersion, kind] = [text(read(object, "apiVersion")), text(read(object, "kind"))];
  if (!apiVersion || !kind) return undefined;
  const metadata = read(object, "metadata");
  const name = text(read(metadata, "name")) ?? `${text(read(metadata, "generateName")) ?? ""}*`;
  const namespace = text(read(metadata, "namespace"));
  return clean(`${apiVersion} ${kind} ${namespace ? `${namespace}/` : ""}${name}`);
}

/** One line without control characters, shortened: names may come from hostile files. */
export function clean(text: string): string {
  const shown = text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text;
  // biome-ignore lint/suspicious/noControlCharactersInRegex: terminal escapes must not reach a terminal
  return shown.replace(/[\u0000-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069]/g, "\ufffd");
}

/** Joins what is known of a subject. */
export const subjectOf = (...parts: (string | undefined)[]): string =>
  parts.filter((part) => part !== undefined && part !== "").join(" ");
