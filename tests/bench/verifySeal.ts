/** A sealed envelope of 1 MB beside xmlsec1, whose start-up is left out by repeating the work in one process. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { paths } from '../../certs-dev/paths.ts';
import { serializeEnvelope } from '../../src/envelope/codec.ts';
import { collectMaterial } from '../../src/signing/collect.ts';
import { DEFAULT_POLICY } from '../../src/signing/policy/policy.ts';
import { sealEnvelope } from '../../src/signing/xml/seal.ts';
import { certificatesOfSeal, verifySeal } from '../../src/signing/xml/verifySeal.ts';
import { sampleDocument } from '../unit/envelope/sample.ts';
import { devRevocation, devTrust } from '../unit/signing/devPki.ts';
import { PARTS, SIGNING_TIME, sealKey } from '../unit/signing/xml/sample.ts';
import { perSecond } from './rate.ts';

const RECIPIENTS = 780;
const NAME = 'Ủy ban nhân dân xã, phường, thị trấn '.repeat(8);

/** To many, with long names and addresses: 1 MB in about as many elements as are allowed. */
export async function largeEnvelope(): Promise<Uint8Array> {
  const long = {
    ...{ organizationInCharge: NAME.slice(0, 200), organName: NAME.slice(0, 200) },
    ...{ organAdd: NAME.slice(0, 250), website: 'w'.repeat(100) },
  };
  const to = Array.from({ length: RECIPIENTS }, (_, i) => ({ organId: `H29.${i + 1}`, ...long }));
  const xml = serializeEnvelope({ ...sampleDocument, to }, { profile: 'sealed' });
  return await sealEnvelope(xml, { parts: PARTS, key: sealKey, signingTime: SIGNING_TIME, id: 'm-1' });
}

/** Per second of processor time: gate, place, digests, signature, chain and revocation. */
export async function ownRate(sealed: Uint8Array): Promise<number> {
  const trust = devTrust();
  const material = await collectMaterial(
    certificatesOfSeal(sealed),
    trust,
    await devRevocation(SIGNING_TIME),
  );
  const context = { material, trust, policy: DEFAULT_POLICY, at: SIGNING_TIME };
  return await perSecond(() => {
    const { report } = verifySeal(sealed, context);
    if (report.indication !== 'TOTAL-PASSED') throw new Error(`${report.indication} in a benchmark`);
  });
}

const FEW = 5;
const MANY = 45;

/** Of xmlsec1, with the chain, but without revocation and without the strict gate. */
export interface XmlsecRates {
  /** Per second in one process, its start-up left out. */
  readonly inside: number;
  /** Per second when each file is given to a process of its own. */
  readonly alone: number;
}

/** @returns undefined when xmlsec1 is not installed */
export function xmlsecRates(sealed: Uint8Array): XmlsecRates | undefined {
  const folder = mkdtempSync(join(tmpdir(), 'congvan-bench-'));
  const file = join(folder, 'sealed.xml');
  writeFileSync(file, sealed);
  const seconds = (times: number): number => {
    const started = performance.now();
    execFileSync('xmlsec1', [...xmlsecArgs(times), file], { stdio: 'ignore' });
    return (performance.now() - started) / 1000;
  };
  try {
    return { alone: 1 / seconds(1), inside: (MANY - FEW) / (seconds(MANY) - seconds(FEW)) };
  } catch {
    return undefined;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function xmlsecArgs(times: number): readonly string[] {
  return [
    ...['--verify', '--ignore-manifests', '--repeat', String(times)],
    ...['--id-attr:Id', 'http://uri.etsi.org/01903/v1.3.2#:SignedProperties'],
    ...['--trusted-pem', paths.trustAnchor, '--untrusted-pem', paths.issuingCa.certificate],
  ];
}
