/** Where the parts of a planning problem come from: the estate's words, and the places where they are written. */
import type { EstatePointer } from "../../config/index.js";

export interface Source {
  text: string;
  pointers: EstatePointer[];
}

const escapeKey = (key: string) => key.replaceAll("~", "~0").replaceAll("/", "~1");

/** JSON pointers into the problem, each with its source; a part without one has that of what it is in. */
export class Sources {
  private readonly known = new Map<string, Source>();

  add(path: readonly string[], source: Source): void {
    this.known.set(path.map((key) => `/${escapeKey(key)}`).join(""), source);
  }

  of(pointer: string): Source {
    for (let part = pointer; part !== ""; part = part.slice(0, part.lastIndexOf("/"))) {
      const source = this.known.get(part);
      if (source) return source;
    }
    return { text: pointer, pointers: ["platform.yaml#/horizon"] };
  }
}
