import { describe, expect, test } from "vitest";
import { findAccessLines, findLogLine } from "./log-line.ts";

const LINE =
  '2026-11-23T02:42:47.066283Z\terror\taccess\tconnection complete\tsrc.addr=10.77.0.1:32914 src.workload="client-1" bytes_sent=0 error="denied by: \\"x\\" y" tls.group="X25519MLKEM768"';

describe("a log line", () => {
  test("is taken apart into its columns and fields", () => {
    expect(findLogLine(LINE)).toEqual({
      time: "2026-11-23T02:42:47.066283Z",
      level: "error",
      scope: "access",
      message: "connection complete",
      fields: {
        "src.addr": "10.77.0.1:32914",
        "src.workload": "client-1",
        bytes_sent: "0",
        error: 'denied by: "x" y',
        "tls.group": "X25519MLKEM768",
      },
    });
  });

  test.each(["", "fakeCa: true", "  edns0: false", "\t"])("is not what %j is", (text) => {
    expect(findLogLine(text)).toBeUndefined();
  });

  test("of scope access is found among others", () => {
    expect(
      findAccessLines(`2026-01-01T00:00:00Z\tinfo\tapp\tproxy mode enabled\t\n${LINE}\nhttp: 1\n`),
    ).toHaveLength(1);
  });
});
