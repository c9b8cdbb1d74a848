/** `npm run bench NAME` measures against limits, and fails where one is missed. */
import { createBenchProgram } from "./program.js";
import { BENCHES } from "./registry.js";

process.once("SIGINT", () => process.exit(130));
await createBenchProgram(BENCHES).parseAsync();
