/** What the loader says of files that are no YAML, or more of YAML than the estate uses: `messages/*.yaml`. */
import { join } from "node:path";
import { testMessages } from "../messages.js";

testMessages(join(import.meta.dirname, "messages"));
