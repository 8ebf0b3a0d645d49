export { FakeOutput } from "./fake-output.ts";
export type { RawFrame } from "./frames.ts";
export { describeFrame, frameBytes, parseFrames } from "./frames.ts";
export { RecordingConsumer } from "./recording-consumer.ts";
