import { randomBytes } from 'node:crypto';
import { systemClock } from '../../kernel/clock.ts';
import { silentLogger } from '../../kernel/logger.ts';
import { openJudging } from '../../wireSigning.ts';
import { processIo } from '../io.ts';
import { judgeFrom } from '../verifying/judge.ts';
import { type Ask, askedOver } from './asking.ts';
import type { VerifyingJob, Work } from './job.ts';
import type { Item } from './walk.ts';

/** Judges in a worker exactly as the command does for one file; who is asked over the network sits in the main thread. */
export async function verifyingWork({ config, options, cwd }: VerifyingJob, ask: Ask): Promise<Work> {
  const asked = askedOver(ask, { issuers: config.trust.fetch_issuers });
  const around = { config, clock: systemClock, random: randomBytes, logger: silentLogger, asked };
  const judge = judgeFrom(await openJudging(around), { ...processIo(), cwd }, options);
  return async (task) => {
    const { file, ...beside } = task as Item;
    return (await judge(file, beside)).report;
  };
}
