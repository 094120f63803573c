import { itemsOf } from '../der/fields.ts';
import { contentOf, type Der, derError, innerOf } from '../der/read.ts';
import { readTaggedAscii } from '../der/strings.ts';
import { type Name, readName } from './name.ts';

/** RFC 5280 §4.2.1.6. Forms that nobody here needs to look into are `other`. */
export type GeneralName =
  | { readonly kind: 'email'; readonly value: string }
  | { readonly kind: 'dns'; readonly value: string }
  | { readonly kind: 'uri'; readonly value: string }
  | { readonly kind: 'ip'; readonly value: Uint8Array }
  | { readonly kind: 'directory'; readonly name: Name }
  | { readonly kind: 'other'; readonly tag: number };

export function readGeneralName(node: Der): GeneralName {
  switch (node.tag) {
    case 0x81:
      return { kind: 'email', value: readTaggedAscii(node) };
    case 0x82:
      return { kind: 'dns', value: readTaggedAscii(node) };
    case 0x86:
      return { kind: 'uri', value: readTaggedAscii(node) };
    case 0x87:
      return { kind: 'ip', value: contentOf(node) };
    case 0xa4:
      return { kind: 'directory', name: readName(innerOf(node)) };
    case 0x88:
    case 0xa0:
    case 0xa3:
    case 0xa5:
      return { kind: 'other', tag: node.tag };
    default:
      throw derError('GeneralName', node.start);
  }
}

/** One or more names. @param tag for an IMPLICIT `[n]` */
export function readGeneralNames(node: Der, what: string, tag?: number): readonly GeneralName[] {
  const names = readAnyGeneralNames(node, what, tag);
  if (names.length === 0) throw derError(`${what} is empty`, node.start);
  return names;
}

/** Also none at all: some certificates in use have an empty subjectAltName, which names nobody and harms nobody. */
export function readAnyGeneralNames(node: Der, what: string, tag?: number): readonly GeneralName[] {
  return itemsOf(node, what, tag).map((item) => readGeneralName(item));
}
