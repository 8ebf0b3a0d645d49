// The one module of node-forge in use. The whole library costs three times its memory.
declare module "node-forge/lib/asn1.js" {
  /** Bytes are binary strings: one character, 0 to 255, for each. */
  export interface DerNode {
    readonly tagClass: number;
    readonly type: number;
    readonly constructed: boolean;
    readonly value: string | DerNode[];
  }

  interface ByteBuffer {
    getBytes(): string;
  }

  const asn1: {
    readonly Class: { readonly UNIVERSAL: number; readonly CONTEXT_SPECIFIC: number };
    readonly Type: Readonly<
      Record<
        | "BOOLEAN"
        | "INTEGER"
        | "BITSTRING"
        | "OCTETSTRING"
        | "NULL"
        | "OID"
        | "UTF8"
        | "SEQUENCE"
        | "SET"
        | "UTCTIME"
        | "GENERALIZEDTIME",
        number
      >
    >;
    create(tagClass: number, type: number, constructed: boolean, value: string | DerNode[]): DerNode;
    fromDer(
      bytes: string,
      options: { readonly strict: boolean; readonly decodeBitStrings: boolean },
    ): DerNode;
    toDer(node: DerNode): ByteBuffer;
    oidToDer(oid: string): ByteBuffer;
    derToOid(bytes: string): string;
    dateToUtcTime(date: Date): string;
    dateToGeneralizedTime(date: Date): string;
  };
  export default asn1;
}
