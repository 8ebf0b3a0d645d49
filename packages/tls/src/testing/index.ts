export {
  der,
  derBits,
  derBoolean,
  derInteger,
  derOctets,
  derOid,
  derSequence,
  derSet,
  derTime,
  derUtf8,
} from "./der-writer.ts";
export {
  extension,
  pem,
  TestAuthority,
  type TestKeyType,
  type TestKeyUse,
  type TestLeaf,
  type TestLeafOptions,
} from "./test-authority.ts";
