import { defineConfig } from "vitest/config";

/** Suites by where they live; `--project` picks one. Order is shuffled and the seed printed. */
export default defineConfig({
  test: {
    sequence: { shuffle: true },
    retry: 0,
    reporters: ["default", "./scripts/vitest-count-reporter.ts"],
    projects: [
      {
        extends: true,
        test: {
          name: "unit",
          include: [
            "packages/*/src/**/*.test.ts",
            "apps/*/src/**/*.test.ts",
            "e2e/{src,bare,bench,golden,faults,fuzz,scenarios,soak}/**/*.test.ts",
            "scripts/**/*.test.ts",
          ],
          exclude: ["**/*.integration.test.ts", "**/node_modules/**"],
          // Pure code: its tests leave nothing behind that another file could see, and share a worker's modules.
          isolate: false,
          // Property tests on a machine that does other things besides.
          testTimeout: 30_000,
        },
      },
      {
        extends: true,
        test: {
          name: "integration",
          include: [
            "{packages,apps}/*/{src,test}/**/*.integration.test.ts",
            "scripts/**/*.integration.test.ts",
          ],
          testTimeout: 60_000,
          hookTimeout: 60_000,
          // Most of them wait: for deadlines, for processes, for the kernel.
          maxWorkers: 2,
        },
      },
      {
        extends: true,
        test: {
          name: "netns",
          include: ["e2e/netns/**/*.netns.test.ts"],
          exclude: ["e2e/netns/faults-*", "**/node_modules/**"],
          testTimeout: 120_000,
          hookTimeout: 120_000,
          // As above; what they make has names and addresses of its own.
          maxWorkers: 2,
        },
      },
      {
        extends: true,
        test: {
          name: "faults",
          include: ["e2e/netns/faults-*.netns.test.ts"],
          testTimeout: 120_000,
          hookTimeout: 120_000,
          // They load the machine themselves, and promise how soon things are in order again.
          fileParallelism: false,
        },
      },
      {
        extends: true,
        test: {
          name: "interop",
          include: ["e2e/interop/**/*.interop.test.ts"],
          testTimeout: 300_000,
          hookTimeout: 300_000,
          maxWorkers: 2,
        },
      },
    ],
  },
});
