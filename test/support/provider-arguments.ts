/** Compares what is given to a resource without bindings with what its provider documents, as `terraform validate` would. */

/** Types of arguments by name; a block is an object of its own, or a list of one where it may be given more than once. */
export interface Arguments {
  readonly [name: string]: "string" | "number" | "strings" | "map" | Arguments | readonly [Arguments];
}

const IS = {
  string: (value: unknown) => typeof value === "string",
  number: (value: unknown) => typeof value === "number",
  strings: (value: unknown) => Array.isArray(value) && value.every(IS.string),
  map: (value: unknown) =>
    typeof value === "object" && value !== null && Object.values(value).every(IS.string),
};

/** A sentence for each argument that is unknown or of another type. */
export function misfits(given: object, known: Arguments, path = ""): string[] {
  return Object.entries(given).flatMap(([name, value]): string[] => {
    const type = known[name];
    const where = `${path}${name}`;
    if (type === undefined) return [`${where} is no argument`];
    if (typeof type === "string") return IS[type](value) ? [] : [`${where} is no ${type}`];
    const blocks: readonly unknown[] = isMany(type) ? [value].flat() : [value];
    const [block] = isMany(type) ? type : [type];
    return blocks.flatMap((one) =>
      typeof one === "object" && one !== null ? misfits(one, block, `${where}.`) : [`${where} is no block`],
    );
  });
}

const isMany = (type: Arguments | readonly [Arguments]): type is readonly [Arguments] => Array.isArray(type);
