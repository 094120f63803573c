/** Remembers what was made from a key; forgets the least recently used beyond `size`. Only for what cannot change. */
export interface BoundedMemo<Key, Value> {
  /** The remembered value, or what `make` gives; nothing is remembered when it throws. */
  get(key: Key, make: () => Value): Value;
}

export function boundedMemo<Key, Value>(size: number): BoundedMemo<Key, Value> {
  const values = new Map<Key, { readonly value: Value }>();
  return {
    get(key, make) {
      const known = values.get(key) ?? { value: make() };
      values.delete(key);
      values.set(key, known);
      const oldest = values.keys().next();
      if (values.size > size && !oldest.done) values.delete(oldest.value);
      return known.value;
    },
  };
}
