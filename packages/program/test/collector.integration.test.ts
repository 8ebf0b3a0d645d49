import { execFileSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";

const MODULE = fileURLToPath(new URL("../src/collector.ts", import.meta.url));
const MB = 1e6;

/** Bytes of the young generation after many objects that live for a while. */
function youngGeneration(preparation: string): number {
  const program = `
    import { getHeapSpaceStatistics } from "node:v8";
    import { keepYoungGenerationSmall } from ${JSON.stringify(MODULE)};
    ${preparation}
    const alive = [];
    for (let count = 0; count < 1e6; count += 1) {
      const object = { count, items: [count, count + 1], text: "x" + count };
      if (count % 50 === 0) alive.push(object);
    }
    const { space_size } = getHeapSpaceStatistics().find(({ space_name }) => space_name === "new_space");
    process.stdout.write(String(space_size));`;
  return Number(
    execFileSync(process.execPath, ["--input-type=module", "--eval", program], { encoding: "utf8" }),
  );
}

test("the young generation stays small where it is told to, and does not by itself", () => {
  expect(youngGeneration("keepYoungGenerationSmall();")).toBeLessThan(8 * MB);
  expect(youngGeneration("")).toBeGreaterThan(12 * MB);
});
