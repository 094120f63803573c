import { childrenOf, type Der, derError, expectTag, TAG } from './read.ts';

/** Walks the members of a SEQUENCE in order: each is taken by its tag, and none may be left over. */
export interface Fields {
  /** The next member, which must have this tag. */
  next(tag: number, what: string): Der;
  /** The next member, whatever its tag. */
  any(what: string): Der;
  /** The next member if it has this tag. */
  optional(tag: number): Der | undefined;
  peek(): Der | undefined;
  /** @throws DER_INVALID when members are left over */
  end(): void;
}

/** @param tag for an IMPLICIT `[n]` on the SEQUENCE */
export function fieldsOf(node: Der, what: string, tag: number = TAG.sequence): Fields {
  const members = childrenOf(expectTag(node, tag, what));
  let at = 0;
  return {
    next: (wanted, name) => expectTag(members[at++], wanted, `${what}.${name}`),
    any(name) {
      const member = members[at++];
      if (member === undefined) throw derError(`${what}.${name} is missing`, node.start);
      return member;
    },
    optional: (wanted) => (members[at]?.tag === wanted ? members[at++] : undefined),
    peek: () => members[at],
    end() {
      const left = members[at];
      if (left !== undefined) throw derError(`${what} has an unknown member`, left.start);
    },
  };
}

/** The members of a SEQUENCE OF or SET OF. */
export function itemsOf(node: Der | undefined, what: string, tag: number = TAG.sequence): readonly Der[] {
  return childrenOf(expectTag(node, tag, what));
}
