import fc from "fast-check";

/** Words of what iptables-save, ipset and ip print, in any order, with anything between them. */
export const programTexts: fc.Arbitrary<string> = fc
  .array(
    fc.oneof(
      fc.constantFrom(
        "*nat",
        ":A - [0:0]",
        "-A A",
        "-j",
        "!",
        '"',
        "\\",
        "COMMIT",
        "#",
        "\n",
        " ",
        "--mark",
        "0x1/0x2",
        "add s 10.0.0.1 comment",
      ),
      fc.string({ maxLength: 8 }),
    ),
    { maxLength: 30 },
  )
  .map((parts) => parts.join(""));
