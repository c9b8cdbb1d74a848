/** What SARIF's published schema would say of a log. */
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { Ajv } from "ajv";

/** OASIS's schema 2.1.0 as Microsoft's jest-sarif ships it: read, while the rest of that package stays unused. */
const file = createRequire(import.meta.url).resolve(
  "@microsoft/jest-sarif/lib/schemas/sarif-2.1.0-rtm.5.json",
);
// Its draft is older than this validator's, of which it uses nothing that changed but the name of its identifier.
const { $schema: _, id: __, ...schema } = JSON.parse(readFileSync(file, "utf8")) as Record<string, unknown>;
const validate = new Ajv({
  allErrors: true,
  strict: false,
  unicodeRegExp: false,
  validateFormats: false,
}).compile(schema);

/** One line for each thing that the schema refuses; empty where the log is valid. */
export function sarifObjections(log: unknown): string[] {
  return validate(log)
    ? []
    : (validate.errors ?? []).map(({ instancePath, message = "" }) => `${instancePath} ${message}`);
}
