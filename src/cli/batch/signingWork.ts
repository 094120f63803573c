import { randomBytes } from 'node:crypto';
import { systemClock } from '../../kernel/clock.ts';
import { CongvanError } from '../../kernel/errors.ts';
import { silentLogger } from '../../kernel/logger.ts';
import { openSigning } from '../../wireSigning.ts';
import { processIo } from '../io.ts';
import { makeSigned, type Signer } from '../signing/make.ts';
import { factsOfSigned, type SignedFacts } from '../signing/tell.ts';
import { alreadySigned, type SignPlace } from './alreadySigned.ts';
import { type Ask, askedOver, keyOver } from './asking.ts';
import type { SigningJob, Work } from './job.ts';

export interface SignTask extends SignPlace {
  /** Something lies where the result goes and may not be replaced. */
  readonly isTaken: boolean;
}

export interface SignOutcome {
  readonly facts: SignedFacts;
  /** The result, to be written by the main thread; null when it is there already. */
  readonly bytes: Uint8Array | null;
}

/** Builds, timestamps and judges in a worker; the key, the network questions about revocation and the writing are not here. */
export async function signingWork({ config, cwd, order, key }: SigningJob, ask: Ask): Promise<Work> {
  const asked = askedOver(ask, { issuers: config.trust.fetch_issuers });
  const around = { config, clock: systemClock, random: randomBytes, logger: silentLogger, asked, actor: '' };
  const signer: Signer = {
    context: await openSigning(around),
    key: keyOver(ask, key),
    io: { ...processIo(), cwd },
  };
  return async (task): Promise<SignOutcome> => {
    const place = task as SignTask;
    if (place.isTaken) {
      const facts = await alreadySigned(signer, order, place);
      if (facts === undefined) throw new CongvanError('OUTPUT_EXISTS', { where: place.output });
      return { facts, bytes: null };
    }
    const made = await makeSigned(signer, order, place);
    return { facts: factsOfSigned(made, place.form), bytes: made.bytes };
  };
}
