import { CongvanError } from '../../kernel/errors.ts';
import { type Cryptoki, type Handle, numberOf, TOKEN_FLAG, type TokenInfo } from './cryptoki.ts';
import type { Pkcs11Location } from './pkcs11Uri.ts';

export interface FoundToken {
  readonly slot: Handle;
  readonly flags: number;
}

interface Candidate extends FoundToken {
  readonly slotId: number;
  readonly label: string;
  readonly serial: string;
  readonly manufacturer: string;
  readonly model: string;
}

/**
 * The one token that the URI names.
 * @throws KEY_TOKEN_MISSING, KEY_TOKEN_AMBIGUOUS: two tokens may have the same label, and signing with the wrong one is
 *   worse than not signing
 */
export function findToken(cryptoki: Cryptoki, wanted: Pkcs11Location['token'], where: string): FoundToken {
  const present = cryptoki
    .C_GetSlotList(true)
    .map((slot) => candidateOf(slot, cryptoki.C_GetTokenInfo(slot)));
  const fitting = present.filter((candidate) => fits(candidate, wanted));
  const [found, another] = fitting;
  if (found === undefined) throw new CongvanError('KEY_TOKEN_MISSING', { where, detail: listed(present) });
  if (another !== undefined)
    throw new CongvanError('KEY_TOKEN_AMBIGUOUS', { where, detail: listed(fitting) });
  return found;
}

function candidateOf(slot: Handle, info: TokenInfo): Candidate {
  const text = (padded: string) => padded.replace(/[\s\0]+$/, '');
  return {
    slot,
    slotId: numberOf(slot),
    flags: info.flags,
    label: text(info.label),
    serial: text(info.serialNumber),
    manufacturer: text(info.manufacturerID),
    model: text(info.model),
  };
}

function fits(candidate: Candidate, wanted: Pkcs11Location['token']): boolean {
  if ((candidate.flags & TOKEN_FLAG.INITIALIZED) === 0) return false;
  const names = ['label', 'serial', 'manufacturer', 'model', 'slotId'] as const;
  return names.every((name) => wanted[name] === undefined || wanted[name] === candidate[name]);
}

function listed(tokens: readonly Candidate[]): string {
  const there = tokens.filter(({ flags }) => (flags & TOKEN_FLAG.INITIALIZED) !== 0);
  if (there.length === 0) return 'no token is there';
  return there.map(({ label, serial, slotId }) => `"${label}" serial=${serial} slot-id=${slotId}`).join(', ');
}
