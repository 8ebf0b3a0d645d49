export { authorize, inboundSpan, type TracedConnection } from "./authorize.ts";
export { reportInboundFailure } from "./inbound-failure.ts";
export { InboundListener, type InboundListenerOptions, type StreamTunnel } from "./inbound-listener.ts";
