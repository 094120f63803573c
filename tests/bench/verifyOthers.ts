/** The same files verified by pyHanko and EU DSS, where they are installed (the interoperability tests do that). */
import { execFile } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { paths } from '../../certs-dev/paths.ts';
import type { Material } from '../../src/signing/material.ts';
import { requireDss, startDss } from '../interop/dss.ts';
import { requirePyhanko } from '../interop/pyhanko.ts';
import { AT } from '../unit/signing/pdfWrite/signing.ts';

/** What every judge is given, as files. */
export interface Given {
  readonly files: readonly string[];
  readonly crls: readonly string[];
  readonly ocsps: readonly string[];
}

export interface Measured {
  readonly count: number;
  readonly cpuSeconds: number;
  readonly wallSeconds: number;
}

const SECONDS = 5;
/** HotSpot needs this long before DSS gets no faster. */
const DSS_WARM_UP = 25;

export function written(folder: string, files: readonly Uint8Array[], { revocations }: Material): Given {
  const write = (name: string, bytes: Uint8Array): string => {
    writeFileSync(join(folder, name), bytes);
    return join(folder, name);
  };
  const answers = (kind: 'crl' | 'ocsp') =>
    revocations.filter((one) => one.kind === kind).map(({ der }, i) => write(`${i}.${kind}`, der));
  return {
    files: files.map((bytes, i) => write(`${i}.pdf`, bytes)),
    ...{ crls: answers('crl'), ocsps: answers('ocsp') },
  };
}

export async function byPyhanko(
  { files, crls, ocsps }: Given,
  processes: number,
): Promise<Measured | undefined> {
  const python = await requirePyhanko();
  if (python === undefined) return undefined;
  const job = {
    ...{ files, crls, ocsps, processes, root: paths.trustAnchor, moment: AT.toISOString() },
    ...{ warmUp: 1, seconds: SECONDS },
  };
  const script = join(import.meta.dirname, 'verifyByPyhanko.py');
  const { stdout } = await promisify(execFile)(python, [script, JSON.stringify(job)]);
  return JSON.parse(stdout);
}

/** One file only: DSS keeps nothing between two verifications. */
export async function byDss({ files, crls, ocsps }: Given, threads: number): Promise<Measured | undefined> {
  const classPath = await requireDss();
  if (classPath === undefined) return undefined;
  const dss = startDss(classPath);
  const known = [...crls.flatMap((file) => ['--crl', file]), ...ocsps.flatMap((file) => ['--ocsp', file])];
  const measured = await dss.ask<Measured | { readonly error: string }>([
    ...['bench', '--trust', paths.trustAnchor, ...known, '--at', AT.toISOString()],
    ...['--threads', String(threads), '--seconds', String(SECONDS), '--warm-up', String(DSS_WARM_UP)],
    files[0] ?? '',
  ]);
  await dss.close();
  if ('error' in measured) throw new Error(`DSS: ${measured.error}`);
  return measured;
}
