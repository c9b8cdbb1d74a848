/** Places in JSON text: read a second time, once something in it is known to be wrong. */
import { findNodeAtLocation, type ParseError, parseTree, printParseErrorCode } from "jsonc-parser";

/** Where the first thing is that is no JSON, in bytes, and what is wrong there. No text is quoted: it may be secret. */
export function faultIn(text: string): { offset: number; message: string } {
  const errors: ParseError[] = [];
  parseTree(text, errors, { disallowComments: true });
  const [first] = errors.toSorted((a, b) => a.offset - b.offset);
  if (first === undefined) return { offset: 0, message: "it holds a sign that JSON does not allow" };
  const sign = JSON.stringify(text.slice(first.offset, first.offset + 1));
  const what = printParseErrorCode(first.error)
    .replaceAll(/(?<=[a-z])(?=[A-Z])/g, " ")
    .toLowerCase();
  return { offset: bytesTo(text, first.offset), message: `${what} at ${sign === '""' ? "its end" : sign}` };
}

/** Where the value at `path` begins, in bytes, or what is closest around it. */
export function offsetOf(text: string, path: readonly (string | number)[]): number {
  const root = parseTree(text);
  for (let length = path.length; root !== undefined && length > 0; length -= 1) {
    const node = findNodeAtLocation(root, path.slice(0, length));
    if (node !== undefined) return bytesTo(text, node.offset);
  }
  return 0;
}

const bytesTo = (text: string, offset: number): number => Buffer.byteLength(text.slice(0, offset));
