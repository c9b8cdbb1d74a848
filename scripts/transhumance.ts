#!/usr/bin/env node
/** The command line: one thin file per command under `commands/`. */
import { createProgram, run } from "./program.js";

await run(await createProgram(process.argv[2]), process.argv);
