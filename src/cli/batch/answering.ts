/** The main thread's side: does for all workers what only one should do. */
import type { Protecting } from '../../flow/context.ts';
import { CongvanError } from '../../kernel/errors.ts';
import type { SignerKey } from '../../signing/signerKey.ts';
import type { RevocationQuestion, SignQuestion, Topic } from './asking.ts';

type Sources = Partial<Pick<Protecting, 'revocation' | 'currentRevocation' | 'issuers'>>;

/** @param key used for whatever a worker wants signed: workers run only our own code */
export function answerWith(
  { revocation, currentRevocation, issuers }: Sources,
  key?: SignerKey,
): (topic: string, given: unknown) => Promise<unknown> {
  const evidence = async (source: Sources['revocation'], given: unknown) => {
    const { certificate, issuer } = given as RevocationQuestion;
    return (await source?.evidenceFor(certificate, issuer)) ?? [];
  };
  const answers: Readonly<Record<Topic, (given: unknown) => Promise<unknown>>> = {
    revocation: (given) => evidence(revocation, given),
    currentRevocation: (given) => evidence(currentRevocation, given),
    issuers: async (given) => (await issuers?.issuersOf(given as Uint8Array)) ?? [],
    sign: async (given) => {
      const { toBeSigned, digest } = given as SignQuestion;
      if (key === undefined) throw new CongvanError('SIGNING_KEY_UNAVAILABLE');
      return await key.sign(toBeSigned, digest);
    },
  };
  return async (topic, given) => await answers[topic as Topic](given);
}
