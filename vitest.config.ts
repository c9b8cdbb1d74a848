import { defineConfig } from "vitest/config";

const TIMEOUT = 120_000;
/** Building the lab's parts from nothing takes a quarter of an hour on two cores. */
const LAB_TIMEOUT = 300_000;

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: "code",
          globalSetup: ["test/support/temporary-files.ts", "test/support/build.ts"],
          include: ["test/**/*.test.ts"],
          exclude: ["test/lab/**"],
          testTimeout: TIMEOUT,
          hookTimeout: TIMEOUT,
          sequence: { groupOrder: 0 },
        },
      },
      {
        test: {
          name: "lab",
          globalSetup: [
            "test/support/temporary-files.ts",
            "test/support/build.ts",
            "test/support/lab-parts.ts",
          ],
          include: ["test/lab/**/*.test.ts"],
          testTimeout: LAB_TIMEOUT,
          hookTimeout: LAB_TIMEOUT,
          // One lab fills two cores: these files run one after another, after all others.
          maxWorkers: 1,
          sequence: { groupOrder: 1 },
        },
      },
    ],
  },
});
