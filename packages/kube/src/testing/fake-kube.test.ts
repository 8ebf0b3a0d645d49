import { describeKubeApi } from "./conformance.ts";
import { FakeKube } from "./fake-kube.ts";

describeKubeApi("fake", async () => ({ api: new FakeKube(), [Symbol.asyncDispose]: async () => {} }));
