import type { Role } from '../report.ts';
import type { PdfDict } from './read/objects.ts';
import { dict, type NewDict, name } from './write/values.ts';

/**
 * What an agency declares its signature to be when it is not the seal under a document: the signature on an attachment
 * in a file of its own (NĐ 30/2020 PL I, II.8b) or on a copy (PL I, Phần II). A certificate cannot say that; so it
 * stands in the signature dictionary, which the signature covers.
 */
export type DeclaredAct =
  | { readonly kind: 'attachment' }
  | { readonly kind: 'copy'; readonly form: CopyForm };

/** NĐ 30/2020 Đ25. */
export const COPY_FORMS = ['sao-y', 'sao-luc', 'trich-sao'] as const;
export type CopyForm = (typeof COPY_FORMS)[number];

/** The entry of the signature dictionary; it and all in it is direct. */
export const ACT_KEY = 'Congvan';

export function actDictionary(act: DeclaredAct): NewDict {
  return dict({ Act: name(act.kind), Form: act.kind === 'copy' ? name(act.form) : undefined });
}

/** @returns null when nothing is declared, or nothing that is known */
export function declaredAct(signature: PdfDict): DeclaredAct | null {
  const declared = signature.entries.get(ACT_KEY);
  if (declared?.kind !== 'dict') return null;
  const act = nameIn(declared, 'Act');
  if (act === 'attachment') return { kind: 'attachment' };
  const form = COPY_FORMS.find((known) => known === nameIn(declared, 'Form'));
  return act === 'copy' && form !== undefined ? { kind: 'copy', form } : null;
}

/**
 * The role of a signature: what the certificate proves, and within an agency's what it declared. A declaration makes
 * nobody an agency.
 * @param isCovered the dictionary is signed: the signature covers the whole of its revision
 */
export function roleWithAct(role: Role, signature: PdfDict, isCovered: boolean): Role {
  return role === 'agency' && isCovered ? (declaredAct(signature)?.kind ?? role) : role;
}

function nameIn(from: PdfDict, key: string): string | null {
  const value = from.entries.get(key);
  return value?.kind === 'name' ? value.name : null;
}
