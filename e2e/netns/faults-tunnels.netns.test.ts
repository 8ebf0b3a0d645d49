/** The short form of the tunnel soak (e2e/soak/tunnels): thousands of tunnels come and go, and nothing of them stays. */
import { expect, test } from "vitest";
import {
  type SoakOptions,
  type SoakResult,
  soakClient,
  soakServer,
} from "../soak/tunnels/tunnel-scenarios.ts";
import { findSoakProblems, measureGrowth, type SoakSide } from "../soak/tunnels/tunnel-verdict.ts";
import { describeNetns } from "../src/describe-netns.ts";

const COUNT = 5_000;
const STEP = 2_500;

describeNetns("thousands of tunnels", () => {
  test.each([
    { side: "server", soak: soakServer, prefix: "flts" },
    { side: "client", soak: soakClient, prefix: "fltc" },
  ] satisfies { side: SoakSide; soak: (options: SoakOptions) => Promise<SoakResult>; prefix: string }[])(
    "5,000 tunnels past the $side's ztunnel leave no descriptor and no memory behind",
    async ({ side, soak, prefix }) => {
      const result = await soak({ prefix, count: COUNT, step: STEP });
      const { growthMb, descriptorsLeft } = measureGrowth(result);
      console.log(
        `${side}: ${result.tunnels} tunnels in ${result.durationMs} ms, ${growthMb} MB more, ${descriptorsLeft} descriptors left; slowest ordinary connection ${result.slowestProbeMs} ms`,
      );
      expect(findSoakProblems(side, result)).toEqual([]);
      expect(result.tunnels).toBeGreaterThan(COUNT * 0.8);
    },
    90_000,
  );
});
