/** `npm run generate` writes all generated files; with `--check` it fails where one of them is stale. */
import { generate } from "./index.js";

const check = process.argv.includes("--check");
const { stale, files } = generate({ check });
for (const path of stale) process.stdout.write(`${path} ${check ? "is stale" : "written"}\n`);
if (check && stale.length > 0) {
  process.stdout.write("Some generated files are not as their source says: npm run generate\n");
  process.exitCode = 1;
} else process.stdout.write(`${files} generated files are fresh.\n`);
