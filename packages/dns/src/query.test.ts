import { expect, test } from "vitest";
import { decodeDnsMessage } from "./decode-message.ts";
import { DNS_CLASS_IN, DNS_TYPE } from "./dns-message.ts";
import { parseDnsName } from "./dns-name.ts";
import { encodeDnsMessage } from "./encode-message.ts";
import { queryFor } from "./query.ts";
import { questionOf, udpPayloadLimit } from "./response.ts";

const QUESTION = { name: parseDnsName("example.com"), type: DNS_TYPE.AAAA, class: DNS_CLASS_IN };

test.each([
  ["without EDNS", { id: 7 }, 512],
  ["with EDNS", { id: 0xffff, udpPayloadBytes: 1232 }, 1232],
])("a server sees its one question, and what the client takes: %s", (_name, options, takes) => {
  const query = decodeDnsMessage(encodeDnsMessage(queryFor(QUESTION, options)));
  expect(query).toEqual(queryFor(QUESTION, options));
  expect(query).toMatchObject({ id: options.id, isResponse: false, recursionDesired: true });
  expect(questionOf(query)).toEqual(QUESTION);
  expect(udpPayloadLimit(query, 4096)).toBe(takes);
});
