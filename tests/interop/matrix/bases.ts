/** Every document as it is before the person and the agency sign: as it came, and signed once by us, pyHanko and EU DSS. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { filesOf } from '../../../certs-dev/paths.ts';
import type { Dss } from '../dss.ts';
import { run } from '../tool.ts';
import type { Base, Signers } from './cells.ts';
import { KINDS } from './documents.ts';

/** A third person's. */
const FOREIGN = filesOf('keys/rsa-4096');

export interface Bases {
  readonly all: readonly Base[];
  /** Why a program did not sign first. */
  readonly failures: readonly Failure[];
}

export interface Failure {
  readonly program: string;
  readonly kind: string;
  readonly says: string;
}

export interface ForeignSigners {
  readonly python: string | undefined;
  readonly dss: Dss | undefined;
  /** URL of the timestamp authority. */
  readonly tsa: string;
}

/** What a program said to each file, in their order: `ok`, or why it did not sign. */
type SignMany = (
  jobs: readonly { readonly from: string; readonly to: string }[],
) => Promise<readonly string[]>;

export async function allBases(signers: Signers, { python, dss, tsa }: ForeignSigners): Promise<Bases> {
  const plain: Base[] = [];
  const ours: Base[] = [];
  for (const kind of KINDS) {
    const path = signers.newPath();
    writeFileSync(path, await kind.make());
    const base: Base = { kind, state: 'unsigned', path, signatures: 0 };
    plain.push(base);
    const once = await signers.signedOnce(base);
    if (once !== undefined) ours.push(once);
  }
  const theirs = [
    ...(python === undefined ? [] : [await signedBy('pyHanko', signers, plain, byPyhanko(python))]),
    ...(dss === undefined ? [] : [await signedBy('EU DSS', signers, plain, byDss(dss, tsa))]),
  ];
  return {
    all: [...plain, ...ours, ...theirs.flatMap(({ all }) => all)],
    failures: theirs.flatMap(({ failures }) => failures),
  };
}

async function signedBy(
  program: 'pyHanko' | 'EU DSS',
  signers: Signers,
  bases: readonly Base[],
  sign: SignMany,
): Promise<Bases> {
  const state = `signed by ${program}` as const;
  const signed = bases.map((base): Base => ({ ...base, state, path: signers.newPath(), signatures: 1 }));
  const says = await sign(bases.map(({ path }, i) => ({ from: path, to: signed[i]?.path ?? '' })));
  const failures = bases.map(({ kind }, i) => ({
    ...{ program: `signing by ${program}`, kind: kind.name },
    says: says[i] ?? 'no answer',
  }));
  return {
    all: signed.filter((_, i) => says[i] === 'ok'),
    failures: failures.filter((one) => one.says !== 'ok'),
  };
}

const byPyhanko =
  (python: string): SignMany =>
  async (jobs) => {
    const { key, chain } = FOREIGN;
    const common = { key, chain, subfilter: 'pades', digest: 'sha256', pss: false, tsa: null };
    const lines = jobs.map(({ from, to }) => JSON.stringify({ pdf: from, out: to, ...common }));
    const script = join(import.meta.dirname, '../foreign/signByPyhanko.py');
    const { stdout } = await run(python, [script], { input: Buffer.from(`${lines.join('\n')}\n`) });
    return stdout.toString('utf8').trimEnd().split('\n');
  };

const byDss =
  (dss: Dss, tsa: string): SignMany =>
  async (jobs) => {
    const { key, chain } = FOREIGN;
    const options = ['--key', key, '--chain', chain, '--kind', 'pades', '--level', 'T', '--tsa', tsa];
    const said: string[] = [];
    for (const { from, to } of jobs) {
      const signing = dss.sign([...options, '--out', to], [from]);
      said.push(await signing.then(() => 'ok').catch((error: unknown) => String(error)));
    }
    return said;
  };
