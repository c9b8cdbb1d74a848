/** What the loader says of files that do not fit their schema: `messages/<noun>.yaml`. */
import { join } from "node:path";
import { testMessages } from "../messages.js";

testMessages(join(import.meta.dirname, "messages"));
