declare const brand: unique symbol;

/** A `T` that only the parser of `B` hands out, so that look-alike strings cannot be swapped. */
export type Brand<T, B extends string> = T & { readonly [brand]: B };
