/** The symbol of `await using`, which Node has since 18.18. */
export const asyncDispose = Symbol.asyncDispose ?? Symbol.for("Symbol.asyncDispose");
