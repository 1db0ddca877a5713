/** Returns a function that runs `make` at its first call only. Most consoles are never opened after their first day. */
export function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}
