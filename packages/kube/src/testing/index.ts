export { FakeKube, type FakeRequest } from "./fake-kube.ts";
