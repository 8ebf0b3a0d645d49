import { parseIpAddress } from "@ambit/addr";
import { describe, expect, test } from "vitest";
import { decodeDnsMessage } from "./decode-message.ts";
import { DNS_CLASS_IN, DNS_TYPE, type DnsMessage } from "./dns-message.ts";
import { parseDnsName } from "./dns-name.ts";
import { encodeDnsMessage } from "./encode-message.ts";
import { describeAnswer, ForwardableQuery } from "./forwarding.ts";

const QUERY: DnsMessage = {
  id: 0x1234,
  isResponse: false,
  opcode: 0,
  isAuthoritative: false,
  isTruncated: false,
  recursionDesired: true,
  recursionAvailable: false,
  authenticData: false,
  checkingDisabled: true,
  rcode: 0,
  questions: [{ name: parseDnsName("WwW.example.com"), type: DNS_TYPE.A, class: DNS_CLASS_IN }],
  answers: [],
  authorities: [],
  additionals: [],
  edns: {
    udpPayloadBytes: 1232,
    version: 0,
    dnssecOk: true,
    options: [{ code: 10, bytes: Uint8Array.of(1, 2) }],
  },
};
const RESPONSE: DnsMessage = {
  ...QUERY,
  id: 77,
  isResponse: true,
  isAuthoritative: true,
  recursionAvailable: true,
  questions: [{ name: parseDnsName("www.example.com"), type: DNS_TYPE.A, class: DNS_CLASS_IN }],
  answers: [
    {
      name: parseDnsName("www.example.com"),
      class: DNS_CLASS_IN,
      ttl: 17,
      type: "A",
      address: parseIpAddress("192.0.2.1"),
    },
  ],
};
const bytes = encodeDnsMessage(QUERY);

function forwardable(query = bytes): ForwardableQuery {
  const found = ForwardableQuery.find(query);
  if (found === undefined) throw new Error("it cannot be forwarded");
  return found;
}

test("a query goes out as it came, under another id", () => {
  const before = bytes.slice();
  expect(decodeDnsMessage(forwardable().withId(0xabcd))).toEqual({ ...QUERY, id: 0xabcd });
  expect(bytes).toEqual(before);
});

test("the answer comes back as it is, but for the id, the letters of the question and the authority", () => {
  const response = encodeDnsMessage(RESPONSE);
  expect(forwardable().isAnsweredBy(response, 77)).toBe(true);
  const { name: _asked, ...answer } = decodeDnsMessage(forwardable().respond(response, 512)).answers[0] ?? {};
  const { name: _given, ...expected } = RESPONSE.answers[0] ?? {};
  expect(answer).toEqual(expected);
  expect({ ...decodeDnsMessage(forwardable().respond(response, 512)), answers: [] }).toEqual({
    ...RESPONSE,
    id: QUERY.id,
    isAuthoritative: false,
    questions: QUERY.questions,
    answers: [],
  });
  expect(describeAnswer(response)).toEqual({ rcode: 0, isTruncated: false, answerCount: 1 });
});

test("an answer that is longer than the client takes is cut to its question, with TC", () => {
  const response = encodeDnsMessage(RESPONSE);
  const cut = decodeDnsMessage(forwardable().respond(response, response.length - 1));
  expect(cut).toMatchObject({ id: QUERY.id, isTruncated: true, questions: QUERY.questions, answers: [] });
  expect(cut.edns).toBeUndefined();
});

describe("what is not the answer", () => {
  test.each<[string, Partial<DnsMessage>]>([
    ["another id", { id: 78 }],
    ["a query", { isResponse: false }],
    ["another opcode", { opcode: 2 }],
    ["another name", { questions: [{ name: parseDnsName("www.example.org"), type: 1, class: 1 }] }],
    ["a name above", { questions: [{ name: parseDnsName("example.com"), type: 1, class: 1 }] }],
    [
      "another type",
      {
        questions: [{ ...RESPONSE.questions[0], name: parseDnsName("www.example.com"), type: 28, class: 1 }],
      },
    ],
    ["another class", { questions: [{ name: parseDnsName("www.example.com"), type: 1, class: 3 }] }],
    ["no question", { questions: [] }],
    ["two questions", { questions: [...RESPONSE.questions, ...RESPONSE.questions] }],
  ])("%s", (_name, fields) => {
    expect(forwardable().isAnsweredBy(encodeDnsMessage({ ...RESPONSE, ...fields }), 77)).toBe(false);
  });

  test("a type whose byte differs only as letters do", () => {
    const question = { name: parseDnsName("a"), class: 1 };
    const asked = forwardable(encodeDnsMessage({ ...QUERY, questions: [{ ...question, type: 0x41 }] }));
    const answered = encodeDnsMessage({ ...RESPONSE, questions: [{ ...question, type: 0x61 }] });
    expect(asked.isAnsweredBy(answered, 77)).toBe(false);
  });

  test("bytes that end too early", () => {
    const response = encodeDnsMessage({ ...RESPONSE, answers: [], edns: undefined });
    expect(forwardable().isAnsweredBy(response, 77)).toBe(true);
    for (let length = 0; length < response.length; length += 1)
      expect(forwardable().isAnsweredBy(response.subarray(0, length), 77)).toBe(false);
  });
});

describe("what cannot be forwarded", () => {
  test.each<[string, Uint8Array]>([
    ["nothing", new Uint8Array(0)],
    ["no question", encodeDnsMessage({ ...QUERY, questions: [] })],
    ["two questions", encodeDnsMessage({ ...QUERY, questions: [...QUERY.questions, ...QUERY.questions] })],
    ["a response", encodeDnsMessage(RESPONSE)],
    ["half a question", bytes.subarray(0, 20)],
    ["a question without its class", encodeDnsMessage({ ...QUERY, edns: undefined }).slice(0, -2)],
    ["a name that points into the header", Uint8Array.of(...bytes.subarray(0, 12), 0xc0, 0, 0, 1, 0, 1)],
    ["more than a message", Uint8Array.of(...bytes, ...new Uint8Array(65_535))],
  ])("%s", (_name, query) => {
    expect(ForwardableQuery.find(query)).toBeUndefined();
  });

  test("the root can", () => {
    const questions = [{ name: parseDnsName("."), type: 2, class: 1 }];
    expect(ForwardableQuery.find(encodeDnsMessage({ ...QUERY, questions }))).toBeDefined();
  });
});
