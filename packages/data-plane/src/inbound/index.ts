export { authorize, inboundSpan, type TracedConnection } from "./authorize.ts";
export { reportInboundFailure } from "./inbound-failure.ts";
export { InboundListener, type StreamTunnel } from "./inbound-listener.ts";
