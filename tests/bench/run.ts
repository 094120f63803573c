/**
 * Prints how many letters a second one core signs and verifies, beside what openssl reaches with the bare key in the
 * same run on the same machine. Nothing here passes or fails: compare the ratios, not the numbers.
 * Run: `npm run bench`.
 */
import { collectMaterial } from '../../src/signing/collect.ts';
import { signPdf } from '../../src/signing/pdf/signPdf.ts';
import type { SignPdfRequest } from '../../src/signing/pdf/signRequest.ts';
import { DEFAULT_POLICY } from '../../src/signing/policy/policy.ts';
import type { ValidationReport } from '../../src/signing/report.ts';
import { certificatesOfPdf, verifyPdf } from '../../src/signing/verifyPdf.ts';
import { devRevocation, devTrust } from '../unit/signing/devPki.ts';
import { AT, request } from '../unit/signing/pdfWrite/signing.ts';
import { letter } from './letter.ts';
import { type OpensslSpeed, opensslSpeed, perSecond } from './rate.ts';
import { startup } from './startup.ts';

const KEYS = [
  { label: 'RSA-2048', signer: 'H29.12/person', openssl: 'rsa2048' },
  { label: 'P-256', signer: 'H29.13/person', openssl: 'ecdsap256' },
] as const;

type Judge = (pdf: Uint8Array) => ValidationReport;

/** The verifier with what it needs already collected, as a daemon has it in its cache. */
async function judgeFor(signed: Uint8Array): Promise<Judge> {
  const trust = devTrust();
  const material = await collectMaterial(certificatesOfPdf(signed), trust, await devRevocation(AT));
  return (pdf) => verifyPdf(pdf, { file: 'bench.pdf', material, trust, policy: DEFAULT_POLICY, at: AT });
}

function line(what: string, rate: number, limit: number | undefined): void {
  const ratio = limit === undefined ? 'openssl is not installed' : `1 : ${(limit / rate).toFixed(1)}`;
  const bare = limit === undefined ? '' : `${Math.round(limit)}`;
  process.stdout.write(
    `  ${what.padEnd(44)} ${String(Math.round(rate)).padStart(7)} ${bare.padStart(9)}   ${ratio}\n`,
  );
}

async function measure(pdf: Uint8Array, { label, signer, openssl }: (typeof KEYS)[number]): Promise<void> {
  const limit: OpensslSpeed | undefined = opensslSpeed(openssl);
  const first = await request(pdf, 'person', { signer, name: 'Nguyễn Thị Hồng Đào' });
  const signed = await signPdf(first);
  const judge = await judgeFor(signed);
  const bare: SignPdfRequest = { ...first, level: 'B-B', judge };
  process.stdout.write(`${label}, ${Math.round(signed.length / 1000)} kB signed\n`);
  line('sign B-B, place found, self-check included', await perSecond(() => signPdf(bare)), limit?.sign);
  line(
    'sign B-T, timestamp (RSA-2048) in this process',
    await perSecond(() => signPdf({ ...bare, level: 'B-T' })),
    limit?.sign,
  );
  line('verify B-T: change, chain, revocation, time', await perSecond(() => judge(signed)), limit?.verify);
}

const pdf = await letter();
process.stdout.write(
  `one page, text, table and image, ${Math.round(pdf.length / 1000)} kB; per second of processor time\n`,
);
process.stdout.write(`${''.padEnd(47)}congvan   openssl   ratio\n`);
for (const key of KEYS) await measure(pdf, key);
startup();
