/** What a request's head has to be. */
import { type Http1Fault, type Http1FaultCode, requestFault } from "./fault.ts";
import {
  expectsContinue,
  isPersistent,
  offeredUpgrade,
  requestAuthority,
  requestFraming,
} from "./framing.ts";
import type { HeaderList } from "./header-list.ts";
import type { RequestHead } from "./message-head.ts";
import type { HeadRules } from "./message-reader.ts";
import { type RequestLine, readRequestLine } from "./start-line.ts";

/** For a server that answers HTTP/1.0, or tells its clients that it does not. */
export class RequestRules implements HeadRules<RequestHead> {
  readonly isRequest = true;
  readonly startLineTooLong = "target-too-long";
  readonly #acceptsHttp10: boolean;
  #line: RequestLine | undefined;

  constructor(acceptsHttp10: boolean) {
    this.#acceptsHttp10 = acceptsHttp10;
  }

  faultOf(code: Http1FaultCode): Http1Fault {
    return requestFault(code);
  }

  readStartLine(text: string): Http1FaultCode | undefined {
    const line = readRequestLine(text);
    if (typeof line === "string") return line;
    this.#line = line;
    return undefined;
  }

  readHead(headers: HeaderList): RequestHead | Http1FaultCode {
    const line = this.#line;
    if (line === undefined) return "bad-request-line";
    const { method, target, version } = line;
    const body = requestFraming(line, headers);
    if (typeof body === "string") return body;
    const host = requestAuthority(line, headers);
    if (typeof host === "string") return host;
    if (version === "1.0" && !this.#acceptsHttp10) return "low-version";
    return {
      method,
      target,
      authority: host.authority,
      version,
      headers,
      body,
      isPersistent: isPersistent(version, headers),
      upgrade: offeredUpgrade(version, headers),
      expectsContinue: expectsContinue(version, headers, body),
    };
  }

  takeInterim(): boolean {
    return false;
  }
}
