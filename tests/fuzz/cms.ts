/**
 * A B-T signature over content, bent inside its DER. It may still pass only when all that was signed, the signature
 * value and the timestamp token are there as they were: what else it carries may help or be left out.
 */
import { hash, randomBytes } from 'node:crypto';
import { buildDetachedCms } from '../../src/signing/cms/build.ts';
import { certificatesOfCms } from '../../src/signing/cms/certificates.ts';
import { parseCms } from '../../src/signing/cms/parse.ts';
import { verifyDetached } from '../../src/signing/cms/verifyDetached.ts';
import { collectMaterial } from '../../src/signing/collect.ts';
import { DEFAULT_POLICY } from '../../src/signing/policy/policy.ts';
import type { SignatureReport } from '../../src/signing/report.ts';
import { requestTimestamp } from '../../src/signing/tsp/timestamp.ts';
import type { JudgingContext } from '../../src/signing/validation/context.ts';
import { devCertificate, devRevocation, devSignerKey, devTrust, devTsa } from '../unit/signing/devPki.ts';
import { difference, type Fuzz, FuzzFailure, untilOver, withoutCrash } from './fuzz.ts';
import { mutated } from './mutate.ts';
import { mutatedDer } from './mutateDer.ts';

const CONTENT = Buffer.from('Công văn số 12/CV-STC');

interface Signed {
  readonly cms: Buffer;
  readonly context: JudgingContext;
}

async function signedBy(signer: string, at: Date): Promise<Signed> {
  const tsa = await devTsa(at);
  const cms = await buildDetachedCms({
    contentDigest: hash('sha256', CONTENT, 'buffer'),
    digest: 'SHA-256',
    key: devSignerKey(signer),
    profile: 'pades',
    timestamp: (imprint) => requestTimestamp(imprint, 'SHA-256', [tsa], randomBytes),
  });
  const trust = devTrust();
  const known = [...certificatesOfCms(cms), devCertificate('issuing-ca')];
  const material = await collectMaterial(known, trust, await devRevocation(at));
  return { cms: Buffer.from(cms), context: { material, trust, policy: DEFAULT_POLICY, at } };
}

/** What was signed, and the signature: the attributes as a set, in whatever order they stand. */
function signedIn(cms: Uint8Array): string {
  const { signerInfo } = parseCms(cms);
  const parts = [signerInfo.signed?.toBeSigned ?? new Uint8Array(), signerInfo.signature];
  return parts.map((part) => Buffer.from(part).toString('hex')).join(' ');
}

function expectHonest(report: SignatureReport | undefined, cms: Buffer, changed: Buffer): void {
  if (report?.indication !== 'TOTAL-PASSED') return;
  if (signedIn(changed) !== signedIn(cms))
    throw new FuzzFailure(
      `passes, although what was signed is not there: ${difference(cms, changed)}`,
      changed,
    );
}

export const fuzz: Fuzz = {
  name: 'cms',
  async run(random, budgetMs) {
    const at = new Date(Math.floor(Date.now() / 1000) * 1000);
    const all = [await signedBy('H29.12/person', at), await signedBy('H29.13/person', at)] as const;
    return await untilOver(budgetMs, random, () => {
      const { cms, context } = random.pick(all);
      const changed = mutatedDer(random, cms);
      expectHonest(
        withoutCrash(changed, () => verifyDetached(CONTENT, changed, context)),
        cms,
        changed,
      );
      const content = mutated(random, CONTENT);
      if (content.equals(CONTENT)) return;
      const report = withoutCrash(content, () => verifyDetached(content, cms, context));
      if (report?.cryptography !== 'BROKEN') throw new FuzzFailure('other content is not BROKEN', content);
    });
  },
};
