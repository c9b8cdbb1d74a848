/** Pointers: where a value of the estate is written, in terms that do not change when lines move. */
import type { FileNoun, FolderNoun } from "../schema/nouns.js";
import type { Key } from "./document.js";

/** File inside the estate and JSON pointer in it, e.g. `applications/siecle.yaml#/database/size`. */
export type EstatePointer = `${string}.yaml#${string}`;

/** Builds a pointer into the file of one thing, e.g. `pointerTo("applications", "siecle", "database", "size")`. */
export function pointerTo(noun: FolderNoun, identifier: string, ...path: Key[]): EstatePointer {
  return `${noun}/${identifier}.yaml#${toJsonPointer(path)}`;
}

/** Builds a pointer into a file that is one for all, e.g. `platform.yaml`. */
export function pointerToFile(noun: FileNoun, ...path: Key[]): EstatePointer {
  return `${noun}.yaml#${toJsonPointer(path)}`;
}

/** The parts of a pointer: the file's name and the path of keys in it. */
export function splitPointer(pointer: EstatePointer): { name: string; path: string[] } {
  const mark = pointer.indexOf("#");
  const keys = pointer
    .slice(mark + 1)
    .split("/")
    .slice(1);
  return {
    name: pointer.slice(0, mark),
    path: keys.map((key) => key.replaceAll("~1", "/").replaceAll("~0", "~")),
  };
}

const toJsonPointer = (path: readonly Key[]) =>
  path.map((key) => `/${String(key).replaceAll("~", "~0").replaceAll("/", "~1")}`).join("");
