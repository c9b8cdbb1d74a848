/** What the loader says of GPUs and bursts that do not fit: `messages-of-ai/`, on the small estate with GPUs. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { aiEstate } from "../../support/ai-estate.js";
import { testMessages } from "../messages.js";

const BURST = readFileSync(join(import.meta.dirname, "../../fixtures/small-burst.yaml"), "utf8");

testMessages(join(import.meta.dirname, "messages-of-ai"), (edits) => {
  const estate = aiEstate().write("ai/burst.yaml", BURST);
  for (const [file, edit] of Object.entries(edits)) estate.edit(file, edit);
  return estate;
});
