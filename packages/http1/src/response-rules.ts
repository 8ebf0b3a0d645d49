/** What a response's head has to be, for the request that it answers. */
import type { ResponseEvents } from "./api.ts";
import { type Http1Fault, type Http1FaultCode, responseFault } from "./fault.ts";
import { type AnsweredRequest, isPersistent, offeredUpgrade, responseFraming } from "./framing.ts";
import type { HeaderList } from "./header-list.ts";
import type { ResponseHead } from "./message-head.ts";
import type { HeadRules } from "./message-reader.ts";
import { readStatusLine, type StatusLine } from "./start-line.ts";

/** For a client; `request` is set for each one that is sent. */
export class ResponseRules implements HeadRules<ResponseHead> {
  readonly isRequest = false;
  readonly startLineTooLong = "head-too-large";
  request: AnsweredRequest = { method: "", canSwitch: false };
  readonly #events: ResponseEvents;
  #line: StatusLine | undefined;

  constructor(events: ResponseEvents) {
    this.#events = events;
  }

  faultOf(code: Http1FaultCode): Http1Fault {
    return responseFault(code);
  }

  readStartLine(text: string): Http1FaultCode | undefined {
    const line = readStatusLine(text);
    if (typeof line === "string") return line;
    this.#line = line;
    return undefined;
  }

  readHead(headers: HeaderList): ResponseHead | Http1FaultCode {
    const line = this.#line;
    if (line === undefined) return "bad-status-line";
    const { status, reason, version } = line;
    const body = responseFraming(line, headers, this.request);
    if (typeof body === "string") return body;
    return {
      status,
      reason,
      version,
      headers,
      body,
      isPersistent: isPersistent(version, headers) && body.kind !== "close" && body.kind !== "tunnel",
      upgrade: status === 101 ? offeredUpgrade(version, headers) : [],
    };
  }

  takeInterim(head: ResponseHead): boolean {
    if (head.status >= 200 || head.status === 101) return false;
    this.#events.onInterim(head);
    return true;
  }
}
