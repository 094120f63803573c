import type { ErrorRow } from '../kernel/errors/row.ts';
import { CongvanError, ERRORS } from '../kernel/errors.ts';
import type { EnvelopeSeal, SealJudgement } from './seal.ts';

/** Configuration, store, keys, revocation services, connection: what is wrong there is not the sender's fault. */
const OWN_FAULTS: readonly number[] = [10, 11, 12, 15, 16];

/**
 * Judges a seal; a refusal for a reason that lies with us is not a refusal but "ask again later".
 * @throws SEAL_NOT_JUDGED (temporary)
 */
export async function judgeSeal(seal: EnvelopeSeal, envelope: Uint8Array): Promise<SealJudgement> {
  const judgement = await seal.verify(envelope);
  if (judgement.kind === 'verified') return judgement;
  const row = rowOf(judgement.code);
  if (row === undefined || !OWN_FAULTS.includes(row.exit)) return judgement;
  throw new CongvanError('SEAL_NOT_JUDGED', { detail: `${judgement.code}: ${judgement.text}` });
}

function rowOf(code: string): ErrorRow | undefined {
  return Object.entries(ERRORS).find(([name]) => name === code)?.[1];
}
