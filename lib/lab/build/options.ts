/** Options of everything that is built or fetched for the lab. */
import type { Report } from "../failure.js";

export interface BuildOptions {
  /** Folder of the Go modules. */
  tools?: string;
  /** Folder of the cache. */
  cache?: string;
  environment?: NodeJS.ProcessEnv;
  report?: Report;
}
