type Defined<T> = { readonly [K in keyof T]?: Exclude<T[K], undefined> };

/** Drops the members that are undefined, so that absent options stay absent. */
export function defined<T extends object>(members: T): Defined<T> {
  const present = Object.entries(members).filter(([, value]) => value !== undefined);
  // Object.fromEntries forgets the names; nothing but undefined members was taken away.
  return Object.fromEntries(present) as Defined<T>;
}
