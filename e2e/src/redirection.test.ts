import { describe, expect, test } from "vitest";
import { formatRedirection } from "./redirection.ts";

describe("a redirection", () => {
  test("replaces the one before in the same transaction", () => {
    expect(formatRedirection("outbound")).toMatch(
      /^table inet ambit_redirect\ndelete table inet ambit_redirect\ntable /,
    );
  });

  test("of nothing only removes", () => {
    expect(formatRedirection("none")).toBe("table inet ambit_redirect\ndelete table inet ambit_redirect\n");
  });

  test("of outbound traffic leaves inbound traffic alone", () => {
    expect(formatRedirection("outbound")).toContain("redirect to :15001");
    expect(formatRedirection("outbound")).not.toContain("15006");
  });

  test("of both never redirects HBONE", () => {
    expect(formatRedirection("both")).toContain("tcp dport != 15008 redirect to :15006");
  });

  test("lets one address be reached directly", () => {
    expect(formatRedirection("outbound", "10.77.0.3")).toMatch(
      /ip daddr 10\.77\.0\.3 accept\n\s*meta l4proto tcp redirect to :15001/,
    );
    expect(formatRedirection("outbound")).not.toContain("ip daddr");
  });
});
