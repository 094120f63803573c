/**
 * OCSP answers and CRLs bent inside their DER. One of them says GOOD only when the part that its signer signed is there
 * as it was. Answers of timestamp authorities are read the same way.
 */
import { hash, randomBytes } from 'node:crypto';
import { DEFAULT_POLICY } from '../../src/signing/policy/policy.ts';
import { parseCrl } from '../../src/signing/revocation/crl.ts';
import { parseOcspResponse } from '../../src/signing/revocation/ocsp.ts';
import type { RevocationEvidence } from '../../src/signing/revocationSource.ts';
import { timestampRequest } from '../../src/signing/tsp/request.ts';
import { parseTimestampResponse } from '../../src/signing/tsp/response.ts';
import { judgeCertificate } from '../../src/signing/validation/chainJudgement.ts';
import { parseCertificate } from '../../src/signing/x509/certificate.ts';
import { devCertificate, devRevocation, devTrust, devTsa } from '../unit/signing/devPki.ts';
import { type Fuzz, FuzzFailure, untilOver, withoutCrash } from './fuzz.ts';
import { mutatedDer } from './mutateDer.ts';

const AT = new Date();

/** What the signer of an answer signed. */
function signedPart({ kind, der }: RevocationEvidence): Uint8Array {
  if (kind === 'crl') return parseCrl(der).signed.tbs;
  const response = parseOcspResponse(der);
  if (response.kind === 'refused') throw new Error(`the development responder says ${response.status}`);
  return response.answer.signed.tbs;
}

async function timestampAnswer(): Promise<Uint8Array> {
  const tsa = await devTsa(AT);
  const imprint = hash('sha256', 'a', 'buffer');
  return await tsa.answer(Buffer.from(timestampRequest(imprint, 'SHA-256', randomBytes(16))));
}

export const fuzz: Fuzz = {
  name: 'revocation',
  async run(random, budgetMs) {
    const trust = devTrust();
    const source = await devRevocation(AT);
    const [leaf, issuing] = [devCertificate('H29.12/person'), devCertificate('issuing-ca')];
    const certificate = parseCertificate(leaf);
    const ofIssuer = await source.evidenceFor(issuing, devCertificate('root'));
    const ofLeaf = await source.evidenceFor(leaf, issuing);
    const timestamp = await timestampAnswer();
    const judged = (evidence: RevocationEvidence) =>
      judgeCertificate({
        ...{ certificate, purpose: 'any', candidates: [], trust, policy: DEFAULT_POLICY },
        ...{ at: AT, time: AT, isProven: false },
        material: { certificates: [issuing], revocations: [...ofIssuer, evidence] },
      });
    return await untilOver(budgetMs, random, () => {
      const original = random.pick(ofLeaf);
      const changed = mutatedDer(random, original.der);
      const report = withoutCrash(changed, () => judged({ ...original, der: changed }));
      if (report?.revocation.status === 'GOOD' && !changed.includes(Buffer.from(signedPart(original))))
        throw new FuzzFailure('GOOD by an answer that nobody signed', changed);
      const token = mutatedDer(random, timestamp);
      withoutCrash(token, () => parseTimestampResponse(token));
    });
  },
};
