/** The namespace of the unit tests behaves as a real one: the same is done to both, and both say the same. */
import fc from "fast-check";
import { expect, test } from "vitest";
import { applyInPod, type Backend, type PodNamespace, releaseInPod, removeInPod } from "../src/index.ts";
import { FakeNamespace } from "../src/testing/fake-namespace.ts";
import { RECORDED, rulesOf } from "../src/testing/golden.ts";
import { describeWithNetfilter, TestNamespace } from "./support.ts";

const BACKEND: Backend = { kind: "iptables", variant: "nft" };
const SEQUENCES = 20;
const SEED = 15006;

/** What others do; some of it is refused. */
const DAMAGE = [
  "*nat\n-D OUTPUT -j ISTIO_OUTPUT\nCOMMIT\n",
  "*nat\n-F ISTIO_PRERT\nCOMMIT\n",
  "*nat\n-A PREROUTING -j ISTIO_PRERT\nCOMMIT\n",
  "*nat\n-X ISTIO_OUTPUT\nCOMMIT\n",
  "*raw\n-N ISTIO_OUTPUT\nCOMMIT\n",
  "*mangle\n:ISTIO_PRERT - [0:0]\n-A ISTIO_PRERT -p udp -j ACCEPT\nCOMMIT\n",
  "*mangle\n-I OUTPUT 1 -d 10.0.0.1/32 -j ACCEPT\nCOMMIT\n",
  "*nat\n:FOREIGN - [0:0]\n-A FOREIGN -j ISTIO_OUTPUT\n-A FOREIGN -j NOWHERE\nCOMMIT\n",
];

type Step = (pod: PodNamespace) => Promise<unknown>;

const capture = fc.constantFrom(...RECORDED.map(([, recorded]) => recorded));
const step: fc.Arbitrary<Step> = fc.oneof(
  fc.tuple(capture, fc.boolean()).map(
    ([of, isFresh]): Step =>
      (pod) =>
        applyInPod(pod, { capture: of, backend: BACKEND, isFresh }),
  ),
  capture.map(
    (of): Step =>
      (pod) =>
        releaseInPod(pod, { capture: of, backend: BACKEND }),
  ),
  fc.option(capture, { nil: undefined }).map(
    (lastCapture): Step =>
      (pod) =>
        removeInPod(pod, { backend: BACKEND, lastCapture }),
  ),
  fc.constantFrom(...DAMAGE).map(
    (stdin): Step =>
      async (pod) => {
        const call = { program: "iptables-nft-restore", args: ["--noflush"], stdin };
        return (await pod.run(call)).code === 0;
      },
  ),
);

/** Tables come into being in different ways, so those without rules do not count. */
async function state(pod: PodNamespace): Promise<string> {
  const saved = await Promise.all(
    ["iptables-nft-save", "ip6tables-nft-save"].map((program) => pod.run({ program, args: [] })),
  );
  const text = saved.map(({ stdout }) => rulesOf(stdout).join("\n")).join("\n--\n");
  return text.replaceAll(/\*\w+\n(?::\w+ ACCEPT\n)*COMMIT\n?/g, "");
}

const sequences = fc
  .sample(fc.array(step, { minLength: 6, maxLength: 6 }), { numRuns: SEQUENCES, seed: SEED })
  .map((steps, index) => ({ name: `sequence ${index}`, steps }));

describeWithNetfilter("the model of a namespace", () => {
  test.each(sequences)("does what the kernel does, $name", async ({ steps }) => {
    using real = new TestNamespace();
    const fake = new FakeNamespace();
    for (const [number, act] of steps.entries()) {
      const seen = await act(fake);
      expect([number, seen]).toEqual([number, await act(real)]);
      expect([number, await state(fake)]).toEqual([number, await state(real)]);
    }
  });
});
