/** Years later EU DSS and we say the same of the same files; and CAdES that DSS made is judged up to B-LTA. */
import { hash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { paths } from '../../certs-dev/paths.ts';
import { startPki } from '../../certs-dev/servers.ts';
import { NO_MATERIAL } from '../../src/signing/material.ts';
import { DEFAULT_POLICY } from '../../src/signing/policy/policy.ts';
import { CRL_REASON } from '../../src/signing/revocation/crlEntries.ts';
import { judgeCmsDer } from '../../src/signing/validation/cmsJudgement.ts';
import { DIGESTS } from '../../src/signing/x509/algorithms.ts';
import { devTrust } from '../unit/signing/devPki.ts';
import { crl, ocsp } from '../unit/signing/pki.ts';
import {
  answersAt,
  ca,
  day,
  firstOf,
  Growing,
  judgeAt,
  leaf,
  materialOf,
  root,
  root384,
  type StoredMaterial,
  signatureOf,
  tokenOver,
  tsa1,
  tsa2,
  tsa3,
  tsa384,
  withResponder,
} from '../unit/signing/validation/lastingWorld.ts';
import { devSources, requireDss, startDss } from './dss.ts';

const classPath = await requireDss();

const SIGNED = day('2021-06-01');
const signedAt = (tsa = tsa1, time = SIGNED) =>
  new Growing().sign((covered) => signatureOf(covered, (value) => tokenOver(value, tsa, time)));
const stored = async (tsa = tsa1, material = answersAt(day('2021-06-02'))) =>
  (await signedAt(tsa)).store(material);
const archived = async (material = answersAt(day('2021-06-02'))) =>
  await (await stored(tsa1, material)).stamp(tsa2, day('2021-06-03'));
const caRevoked = answersAt(day('2021-12-01'), {}, { revoked: [{ entity: ca, at: day('2021-11-01') }] });
const tsaStolen = answersAt(day('2022-07-01'), {
  revoked: [{ entity: tsa1, at: day('2022-06-01'), reason: CRL_REASON.keyCompromise }],
});
const signerRevoked = answersAt(day('2021-07-01'), { revoked: [{ entity: leaf, at: day('2021-06-20') }] });
const fresh = (at: string) => answersAt(day(at));

interface Row {
  readonly name: string;
  readonly made: () => Promise<Growing>;
  readonly at: string;
  readonly known: StoredMaterial;
  readonly passes: boolean;
}

const row = (name: string, made: Row['made'], at: string, known: StoredMaterial, passes: boolean): Row => ({
  ...{ name, made, at, known, passes },
});

const ROWS: readonly Row[] = [
  row('B-T at once', () => signedAt(), '2021-06-02', fresh('2021-06-02'), true),
  row('B-LT from itself', () => stored(), '2021-06-03', {}, true),
  row('B-LT, signer expired', () => stored(tsa2), '2024-01-01', fresh('2024-01-01'), true),
  row('B-T, signer expired', () => signedAt(tsa2), '2024-01-01', fresh('2024-01-01'), false),
  row('B-LT, authority expired', () => stored(), '2024-01-01', fresh('2024-01-01'), false),
  row('B-LTA, both expired', () => archived(), '2024-01-01', fresh('2024-01-01'), true),
  row('B-LTA, not renewed', () => archived(), '2029-01-01', fresh('2029-01-01'), false),
  row(
    'B-LTA, renewed',
    async () => await (await archived()).store(fresh('2027-06-01')).stamp(tsa3, day('2027-06-02')),
    ...(['2029-01-01', fresh('2029-01-01'), true] as const),
  ),
  row(
    'responder expired',
    () => stored(tsa2, withResponder(day('2021-06-02'))),
    '2021-12-01',
    {
      OCSPs: [ocsp(tsa2, ca, { thisUpdate: day('2021-12-01') })],
      CRLs: [crl(root, { thisUpdate: day('2021-12-01') })],
    },
    false,
  ),
  row(
    'responder expired, its answer stamped before',
    () => archived(withResponder(day('2021-06-02'))),
    ...(['2024-01-01', fresh('2024-01-01'), true] as const),
  ),
  row(
    'responder expired, its answer stored after the stamp',
    async () =>
      (await (await signedAt(tsa2)).stamp(tsa2, day('2021-06-02'))).store(withResponder(day('2021-06-02'))),
    ...(['2024-01-01', fresh('2024-01-01'), false] as const),
  ),
  row('CA revoked since', () => stored(), '2021-12-02', caRevoked, false),
  row(
    'CA revoked since, stamped before by others',
    async () => await (await stored()).stamp(tsa384, day('2021-06-03')),
    ...(['2021-12-02', caRevoked, true] as const),
  ),
  row(
    'CA revoked since, stamped afterwards',
    async () => await (await stored()).stamp(tsa384, day('2021-11-15')),
    ...(['2021-12-02', caRevoked, false] as const),
  ),
  row('signer revoked since', () => signedAt(), '2021-07-02', signerRevoked, true),
  row('authority stolen since', () => stored(), '2022-07-02', tsaStolen, false),
  row('authority stolen since, stamped before', () => archived(), '2022-07-02', tsaStolen, true),
];

describe.skipIf(classPath === undefined)('EU DSS and we', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'congvan-lasting-'));
  const pki = await startPki();
  const dss = startDss(classPath ?? '');
  afterAll(async () => {
    await Promise.all([dss.close(), pki.close()]);
    rmSync(folder, { recursive: true });
  });
  let files = 0;
  const written = (bytes: Uint8Array): string => {
    const file = join(folder, `${files++}`);
    writeFileSync(file, bytes);
    return file;
  };
  const options = (option: string, ders: readonly Uint8Array[] = []) =>
    ders.flatMap((der) => [option, written(der)]);

  it.each(ROWS)('$name: passes $passes', async ({ made, at, known, passes }) => {
    const { pdf } = await made();
    const ours = firstOf(judgeAt(pdf, at, { material: materialOf(known) }));
    expect(ours.indication).toBe(passes ? 'TOTAL-PASSED' : 'INDETERMINATE');
    const theirs = await dss.judge(`${written(pdf)}`, [
      ...options('--trust', [root.certificate.der, root384.certificate.der]),
      ...['--at', `${at}T00:00:00Z`],
      ...[
        ...options('--crl', known.CRLs),
        ...options('--ocsp', known.OCSPs),
        ...options('--adjunct', known.Certs),
      ],
    ]);
    const [first] = 'error' in theirs ? [] : theirs.signatures;
    expect(first?.indication).toBe(passes ? 'TOTAL_PASSED' : 'INDETERMINATE');
  });

  const { key, chain } = paths.taiChinh.person;
  const common = [...devSources(pki.overrides), '--tsa', pki.tsa.url, '--kind', 'cades-detached'];
  const content = Buffer.from('nội dung');
  const judged = (file: string) =>
    judgeCmsDer({
      ...{ der: readFileSync(file), material: NO_MATERIAL, trust: devTrust(), policy: DEFAULT_POLICY },
      ...{ at: new Date(), purpose: 'document', format: 'CAdES' },
      contentDigest: (algorithm) => hash(DIGESTS[algorithm].node, content, 'buffer'),
    });

  it('CAdES made by DSS at B-LT and B-LTA, and renewed by it, is judged from itself', async () => {
    const file = written(content);
    for (const level of ['LT', 'LTA']) {
      const out = join(folder, `${level}.p7s`);
      await dss.sign(['--key', key, '--chain', chain, ...common, '--level', level, '--out', out], [file]);
      expect(judged(out)).toMatchObject({ indication: 'TOTAL-PASSED', level: `B-${level}` });
    }
    const renewed = join(folder, 'renewed.p7s');
    const words = ['--level', 'LTA', '--out', renewed, '--detached', file, join(folder, 'LTA.p7s')];
    await dss.ask(['extend', ...common, ...words]);
    expect(judged(renewed)).toMatchObject({ indication: 'TOTAL-PASSED', level: 'B-LTA' });
    expect(judged(renewed).archiveTimestamps).toHaveLength(2);
  });
});
