/** What is known beforehand of judges, of other signers and of ourselves: each with its reason, none left out silently. */

export interface Limit {
  /** A judge, or a program that shall sign first. */
  readonly program: string;
  readonly kind: string;
  /** What it then says; anything else is a failure. */
  readonly says: RegExp;
  readonly because: string;
}

export const LIMITS: readonly Limit[] = [
  ...['pyHanko', 'pyHanko, levels', 'signing by pyHanko'].map((program) => ({
    ...{ program, kind: 'table (MuPDF)', says: /Illegal generation 65536 for object ID 0/ },
    because: 'MuPDF 1.21 writes generation 65536 for object 0; pyHanko opens no such file, signed or not',
  })),
  ...['pyHanko', 'pyHanko, levels'].map((program) => ({
    ...{ program, kind: 'annotation inside its page', says: /"modifications":"OTHER"/ },
    because:
      'pyHanko calls any change suspicious on a page whose /Annots holds an annotation and not its number',
  })),
  {
    ...{ program: 'mutool', kind: 'encrypted (AES-256)', says: /^0: warning: aes padding out of range\n$/ },
    because:
      'MuPDF 1.21 decrypts /Contents of a document timestamp, which is never encrypted (ISO 32000-2 §7.6.2)',
  },
];

/** Document and state → why nothing is signed there, before a key is used. */
export const REFUSED: Readonly<Record<string, { readonly code: string; readonly because: string }>> = {
  'encrypted (AES-256), signed by EU DSS': {
    code: 'SIGNING_EARLIER_SIGNATURE_BROKEN',
    because:
      'DSS leaves encrypted zeros behind its signature in /Contents: bytes that nobody signed and that are no padding',
  },
};

/** A complaint that was not known beforehand; null when there is none. */
export function unexplained(program: string, kind: string, complaint: string | null): string | null {
  const known = LIMITS.find((limit) => limit.program === program && limit.kind === kind);
  return complaint !== null && known?.says.test(complaint) === true ? null : complaint;
}
