/** Certificates bent inside their DER: a changed one is trusted by nobody, whatever was changed. */
import { DEFAULT_POLICY } from '../../src/signing/policy/policy.ts';
import { judgeCertificate } from '../../src/signing/validation/chainJudgement.ts';
import { parseCertificate } from '../../src/signing/x509/certificate.ts';
import { devCertificate, devRevocation, devTrust } from '../unit/signing/devPki.ts';
import { type Fuzz, FuzzFailure, untilOver, withoutCrash } from './fuzz.ts';
import { mutatedDer } from './mutateDer.ts';

const IDS = ['H29.12/person', 'H29.13/person', 'H29.12/seal', 'tsa', 'issuing-ca', 'root'] as const;

export const fuzz: Fuzz = {
  name: 'certificates',
  async run(random, budgetMs) {
    const at = new Date();
    const trust = devTrust();
    const source = await devRevocation(at);
    const issuing = devCertificate('issuing-ca');
    const root = devCertificate('root');
    const revocations = [
      ...(await source.evidenceFor(issuing, root)),
      ...(
        await Promise.all(IDS.slice(0, 4).map((id) => source.evidenceFor(devCertificate(id), issuing)))
      ).flat(),
    ];
    const originals = IDS.map(devCertificate);
    return await untilOver(budgetMs, random, () => {
      const original = random.pick(originals);
      const changed = mutatedDer(random, original);
      const certificate = withoutCrash(changed, () => parseCertificate(changed));
      if (certificate === undefined || changed.equals(original)) return;
      const judged = withoutCrash(changed, () =>
        judgeCertificate({
          ...{ certificate, purpose: 'any', candidates: [], trust, policy: DEFAULT_POLICY },
          ...{ at, time: at, isProven: false, material: { certificates: [issuing, changed], revocations } },
        }),
      );
      if (judged?.indication === 'TOTAL-PASSED')
        throw new FuzzFailure('a changed certificate is trusted', changed);
    });
  },
};
