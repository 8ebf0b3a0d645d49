/** Appends each run's counts to the file named by AMBIT_TEST_COUNTS, for the closing line of the whole suite. */
import { appendFileSync } from "node:fs";
import type { Reporter, TestModule } from "vitest/node";

export default class CountReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], unhandledErrors: readonly unknown[]): void {
    const file = process.env.AMBIT_TEST_COUNTS;
    if (file === undefined || file === "") return;
    let passed = 0;
    let failed = unhandledErrors.length;
    let skipped = 0;
    for (const module of modules) {
      let testsInModule = 0;
      for (const test of module.children.allTests()) {
        testsInModule++;
        const { state } = test.result();
        if (state === "passed") passed++;
        else if (state === "failed") failed++;
        else skipped++;
      }
      // A file that does not load has no tests, and must not pass for a file without failures.
      if (module.state() === "failed" && (testsInModule === 0 || module.errors().length > 0)) failed++;
    }
    appendFileSync(file, `${passed} ${failed} ${skipped}\n`);
  }
}
