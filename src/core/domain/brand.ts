declare const brand: unique symbol;

/** A plain value that only its own checking constructor can make. */
export type Brand<Value, Name extends string> = Value & { readonly [brand]: Name };
