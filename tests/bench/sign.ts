/**
 * Signatures a second: a letter of one page with text and a table, about 150 kB, signed with image, lines and font,
 * beside what openssl reaches with the bare key and what others reach, in the same run on the same machine.
 */
import { availableParallelism } from 'node:os';
import { letter } from './letter.ts';
import { opensslSpeed, perSecond } from './rate.ts';
import { onAllCores } from './signAll.ts';
import { KEYS, signing } from './signing.ts';
import { byPyhanko, bySignpdf } from './signOthers.ts';
import { stagesTable } from './signStages.ts';

function line(what: string, rate: number | undefined, limit: number | undefined): void {
  const shown = rate === undefined ? 'absent' : rate.toFixed(rate < 100 ? 1 : 0);
  const share = rate === undefined || limit === undefined ? '' : `${((rate / limit) * 100).toFixed(1)} %`;
  process.stdout.write(`  ${what.padEnd(56)} ${shown.padStart(8)} ${share.padStart(9)}\n`);
}

async function measure({ label, signer, openssl }: (typeof KEYS)[number]): Promise<void> {
  const limit = opensslSpeed(openssl)?.sign;
  const { sign, signUnchecked } = await signing(signer);
  process.stdout.write(`${label}\n`);
  line('openssl speed, the bare key', limit, limit);
  line('B-B, place found, result not yet judged', await perSecond(signUnchecked), limit);
  line('B-B, judged by the verifier before it is given out', await perSecond(() => sign('B-B')), limit);
  line('B-T, timestamp by a TSA (RSA-2048) in this process', await perSecond(() => sign('B-T')), limit);
  const cores = availableParallelism();
  line(`B-B, judged, ${cores} cores, per second`, await onAllCores(signer, 'B-B'), limit && limit * cores);
  line(`B-T, judged, ${cores} cores, per second`, await onAllCores(signer, 'B-T'), limit && limit * cores);
  const one = await letter();
  line('pyHanko, B-B, text without an image', byPyhanko(one, signer), limit);
  const signpdf = openssl === 'rsa2048' ? await bySignpdf(one, signer) : undefined;
  line('@signpdf with node-forge as in P12Signer, invisible', signpdf, limit);
}

/** Prints a table; nothing passes or fails: compare the shares, not the numbers. */
export async function signingTable(): Promise<void> {
  process.stdout.write('signatures per second of processor time, and the share of what openssl reaches\n');
  for (const key of KEYS) await measure(key);
  await stagesTable(KEYS[0].signer);
}
