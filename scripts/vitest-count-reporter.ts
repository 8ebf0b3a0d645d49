/**
 * Appends each run's counts to the file named by AMBIT_TEST_COUNTS, for the closing line of the whole suite, and the
 * names of failed tests to AMBIT_TEST_FAILURES, so that they stand at the end of a long log too.
 */
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
        else if (state === "failed") {
          failed++;
          reportFailure(`${module.relativeModuleId} > ${test.fullName}`, test.result().errors);
        } else skipped++;
      }
      // A file that does not load has no tests, and must not pass for a file without failures.
      if (module.state() === "failed" && (testsInModule === 0 || module.errors().length > 0)) {
        failed++;
        reportFailure(module.relativeModuleId, module.errors());
      }
    }
    for (const error of unhandledErrors) reportFailure("outside of a test", [{ message: String(error) }]);
    appendFileSync(file, `${passed} ${failed} ${skipped}\n`);
  }
}

function reportFailure(name: string, errors: readonly { readonly message: string }[] | undefined): void {
  const file = process.env.AMBIT_TEST_FAILURES;
  if (file === undefined || file === "") return;
  const reason = errors?.[0]?.message.split("\n")[0] ?? "no error was recorded";
  appendFileSync(file, `${name}: ${reason}\n`);
}
