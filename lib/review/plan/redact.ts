/**
 * Takes out of a change what nobody may read, before anything else sees it: what Terraform masks, what a name gives
 * away (`password`), what Kubernetes keeps in Secrets, and texts that look like keys.
 */
import { isJson, type Json, own, put } from "../../kubernetes/index.js";
import { hides } from "./format.js";

const SENSITIVE = "(sensitive)";
/** Stands for the later of two hidden values that differ, so that the change itself is seen. */
export const SENSITIVE_CHANGED = "(sensitive, changed)";
export const UNKNOWN = "(known after apply)";

/** True for the words above, which stand in the place of values. */
export const isMarker = (value: unknown): boolean =>
  value === SENSITIVE || value === SENSITIVE_CHANGED || value === UNKNOWN;

/** Names whose text is a secret, in snake, kebab or camel case; `secret_name` and `token_ttl` are none. */
const SECRET_NAME =
  /(?:^|[^a-z])(?:pass(?:word|wd|phrase)?|pwd|secret|token|credentials?|(?:api|private|access|secret|signing|encryption|auth|account|shared|license)[^a-z]?key|client[^a-z]?secret|connection[^a-z]?string|dsn|kubeconfig|user[^a-z]?data)s?(?:[^a-z](?:value|text|base64|b64|json|wo|pem|\d+))*$/i;
/** Texts that are secrets whatever they are called: keys in PEM, tokens of known makers, JWT, passwords in addresses. */
const SECRET_TEXT =
  /-----BEGIN [A-Z ]*PRIVATE KEY|\bAKIA[0-9A-Z]{16}\b|\bgl[a-z]{2,5}-[\w-]{20,}|\bgh[pousr]_\w{30,}|\bgithub_pat_\w{20,}|\bxox[abprs]-[\w-]{10,}|\bhv[sbr]\.[\w-]{20,}|\beyJ[\w-]{10,}\.eyJ[\w-]{10,}\.|:\/\/[^\s/:@]*:[^\s/@]+@|(?:password|passwd|secret|token|api[_-]?key)["']?\s{0,9}[:=]\s{0,9}["']?[^\s"',;}]{4}/i;
/** The words of a camel-case name, apart: `dbPassword` as `db_Password`. */
const snake = (name: string) => name.replace(/([a-z0-9])([A-Z])/g, "$1_$2");

/** Names repeat from resource to resource; no schema has as many of them as this. */
const MOST_NAMES = 20_000;
const judged = new Map<string, boolean>();

function isSecretName(name: string): boolean {
  let isSecret = judged.get(name);
  if (isSecret === undefined) {
    isSecret = SECRET_NAME.test(snake(name));
    if (judged.size < MOST_NAMES) judged.set(name, isSecret);
  }
  return isSecret;
}

const isSecretText = (text: string): boolean => text.length >= 12 && SECRET_TEXT.test(text);

export interface Masks {
  beforeSensitive: unknown;
  afterSensitive: unknown;
  afterUnknown: unknown;
}

export interface Redacted {
  before: unknown;
  after: unknown;
}

/** What a type hides, whether or not its provider says so. */
const OF_SECRETS = { data: true, binary_data: true, data_wo: true, binary_data_wo: true };
const masksOf = (type: string): unknown =>
  /^kubernetes_secret(?:_v\d+)?(?:_data)?$/.test(type) ? OF_SECRETS : undefined;

/** Both sides of a change without secrets, unknown values named as such. What is passed in is not changed. */
export function redact(type: string, before: unknown, after: unknown, masks: Masks): Redacted {
  const known = hides(masks.afterUnknown) ? withUnknown(after, masks.afterUnknown) : after;
  const secrets = new Set<string>();
  const hasMask = hides(masks.beforeSensitive) || hides(masks.afterSensitive);
  const masked = hasMask
    ? hide(before, known, masks.beforeSensitive, masks.afterSensitive, secrets)
    : { before, after: known };
  const own = hide(masked.before, masked.after, masksOf(type), undefined, secrets);
  return mayHide(own.before, "", secrets) || mayHide(own.after, "", secrets)
    ? hideByName(own.before, own.after, "", secrets)
    : own;
}

/** Objects that were written inside a text, without what they keep secret. */
export function redactObjects(before: unknown, after: unknown): Redacted {
  const secrets = new Set<string>();
  return mayHide(before, "", secrets) || mayHide(after, "", secrets)
    ? hideByName(before, after, "", secrets)
    : { before, after };
}

/** A quick look whether anything is to be hidden by its name or its look: most resources hold nothing of the kind. */
function mayHide(value: unknown, name: string, secrets: ReadonlySet<string>): boolean {
  if (typeof value === "string") return isSecretLeaf(value, name, secrets);
  if (typeof value !== "object" || value === null) return false;
  if (Array.isArray(value)) return value.some((element) => mayHide(element, name, secrets));
  const map = value as Json;
  if (typeof map.name === "string" && isSecretName(map.name)) return true;
  for (const key in map) {
    if ((key === "data" || key === "stringData") && map.kind === "Secret") return true;
    if (mayHide(map[key], key, secrets)) return true;
  }
  return false;
}

const isSecretLeaf = (value: string, name: string, secrets: ReadonlySet<string>): boolean =>
  value !== "" && !isMarker(value) && (isSecretName(name) || isSecretText(value) || holds(value, secrets));

function withUnknown(value: unknown, mask: unknown): unknown {
  if (mask === true) return UNKNOWN;
  if (typeof mask !== "object" || mask === null || !hides(mask)) return value;
  if (Array.isArray(mask)) {
    const list = Array.isArray(value) ? value : [];
    return Array.from({ length: Math.max(list.length, mask.length) }, (_, index) =>
      withUnknown(list[index] ?? null, mask[index]),
    );
  }
  const copy: Json = {};
  const source = isJson(value) ? value : {};
  for (const key of new Set([...Object.keys(source), ...Object.keys(mask)])) {
    const given = own(source, key);
    const result = withUnknown(given, own(mask as Json, key));
    if (result !== undefined) put(copy, key, result);
  }
  return copy;
}

/** Replaces what either mask marks on both sides: what is secret on one side was, or will be, on the other. */
function hide(
  before: unknown,
  after: unknown,
  left: unknown,
  right: unknown,
  secrets: Set<string>,
): Redacted {
  if (left === true || right === true) return hidden(before, after, secrets);
  const isMask = (mask: unknown) => typeof mask === "object" && mask !== null && hides(mask);
  if (!isMask(left) && !isMask(right)) return { before, after };
  return each(before, after, (a, b, key) => hide(a, b, step(left, key), step(right, key), secrets));
}

function hidden(before: unknown, after: unknown, secrets: Set<string>): Redacted {
  collect(before, secrets);
  collect(after, secrets);
  const gone = (value: unknown) => value === null || value === undefined;
  const changed = !gone(before) && !gone(after) && JSON.stringify(before) !== JSON.stringify(after);
  return {
    before: gone(before) ? before : SENSITIVE,
    after: gone(after) || after === UNKNOWN ? after : changed ? SENSITIVE_CHANGED : SENSITIVE,
  };
}

/** Hides texts by name and by look, and whatever is known to be secret inside other texts. */
function hideByName(before: unknown, after: unknown, name: string, secrets: ReadonlySet<string>): Redacted {
  if (typeof before === "object" || typeof after === "object") {
    const isSecret = [before, after].some(
      (value) => isJson(value) && own(value, "kind") === "Secret" && "apiVersion" in value,
    );
    const pairName = isJson(after) ? own(after, "name") : isJson(before) ? own(before, "name") : undefined;
    const named = typeof pairName === "string" && isSecretName(pairName);
    return each(before, after, (a, b, key) => {
      if (isSecret && (key === "data" || key === "stringData")) return hidden(a, b, new Set());
      return hideByName(
        a,
        b,
        named && key === "value" ? pairName : typeof key === "number" ? name : key,
        secrets,
      );
    });
  }
  const isSecret = (value: unknown) => typeof value === "string" && isSecretLeaf(value, name, secrets);
  return isSecret(before) || isSecret(after) ? hidden(before, after, new Set()) : { before, after };
}

/** Shorter secrets would blot out half of every text; Terraform masks them where they stand. */
const SHORTEST_SECRET = 6;

function holds(text: string, secrets: ReadonlySet<string>): boolean {
  for (const secret of secrets) if (text.includes(secret)) return true;
  return false;
}

function collect(value: unknown, secrets: Set<string>): void {
  if (typeof value === "string") {
    if (value.length < SHORTEST_SECRET || isMarker(value)) return;
    secrets.add(value);
    secrets.add(Buffer.from(value).toString("base64"));
  } else if (typeof value === "object" && value !== null) {
    for (const element of Object.values(value)) collect(element, secrets);
  }
}

const step = (mask: unknown, key: string | number): unknown =>
  mask === true
    ? true
    : Array.isArray(mask)
      ? mask[key as number]
      : isJson(mask)
        ? own(mask, String(key))
        : undefined;

/** Maps both sides key by key; a side is copied only where something in it changes. */
function each(
  before: unknown,
  after: unknown,
  map: (a: unknown, b: unknown, key: string | number) => Redacted,
): Redacted {
  const sides: [unknown, unknown] = [before, after];
  const copies: [unknown, unknown] = [before, after];
  for (const key of keysOf(before, after)) {
    const values = sides.map((side) => childOf(side, key)) as [unknown, unknown];
    const result = map(values[0], values[1], key);
    for (const [index, value] of [result.before, result.after].entries()) {
      if (value === values[index as 0]) continue;
      if (copies[index] === sides[index])
        copies[index] = Array.isArray(sides[index])
          ? [...(sides[index] as unknown[])]
          : { ...(sides[index] as Json) };
      if (typeof key === "number") (copies[index] as unknown[])[key] = value;
      else put(copies[index] as Json, key, value);
    }
  }
  return { before: copies[0], after: copies[1] };
}

function keysOf(before: unknown, after: unknown): Iterable<string | number> {
  if (Array.isArray(before) || Array.isArray(after)) {
    const length = Math.max(
      Array.isArray(before) ? before.length : 0,
      Array.isArray(after) ? after.length : 0,
    );
    return Array.from({ length }, (_, index) => index);
  }
  if (!isJson(before)) return isJson(after) ? Object.keys(after) : [];
  return isJson(after) ? new Set([...Object.keys(before), ...Object.keys(after)]) : Object.keys(before);
}

const childOf = (side: unknown, key: string | number): unknown =>
  Array.isArray(side) ? side[key as number] : isJson(side) ? own(side, String(key)) : undefined;
