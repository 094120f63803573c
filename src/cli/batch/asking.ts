/** The worker's side: questions to the main thread, and the ports that ask them. */
import type { MessagePort } from 'node:worker_threads';
import { boundedMemo } from '../../kernel/boundedMemo.ts';
import { sha256 } from '../../kernel/digest.ts';
import type { IssuerSource } from '../../signing/issuerSource.ts';
import type { RevocationEvidence, RevocationSource } from '../../signing/revocationSource.ts';
import type { DigestAlgorithm, KeyAlgorithm, SignerKey } from '../../signing/signerKey.ts';
import type { Asked } from '../../wireSigning.ts';
import { type FromWorker, retold, type ToWorker } from './protocol.ts';

/** Asks the main thread. @throws what the main thread was refused */
export type Ask = (topic: Topic, given: unknown) => Promise<unknown>;

export type Topic = 'revocation' | 'currentRevocation' | 'issuers' | 'sign';

/** A certificate and the one that issued it, DER. */
export interface RevocationQuestion {
  readonly certificate: Uint8Array;
  readonly issuer: Uint8Array;
}

export interface SignQuestion {
  readonly toBeSigned: Uint8Array;
  readonly digest: DigestAlgorithm;
}

/** What a worker knows of a key: nothing secret. */
export interface KeyDescription {
  readonly algorithm: KeyAlgorithm;
  readonly certificateChain: readonly Uint8Array[];
}

interface Waiting {
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: Error) => void;
}

export function askOver(port: MessagePort): Ask {
  const waiting = new Map<number, Waiting>();
  let asked = 0;
  port.on('message', (message: ToWorker) => {
    if (message.kind === 'task') return;
    const one = waiting.get(message.id);
    waiting.delete(message.id);
    if (message.kind === 'answer') one?.resolve(message.value);
    else one?.reject(retold(message.error));
  });
  return (topic, given) =>
    new Promise((resolve, reject) => {
      const id = asked++;
      waiting.set(id, { resolve, reject });
      port.postMessage({ kind: 'question', id, topic, given } satisfies FromWorker);
    });
}

/** Lists and answers that are remembered as the objects they were, so that each is parsed once in a worker. */
const MOST_ANSWERS = 1024;

/** Revocation data and issuers are fetched by the main thread, once for all workers. */
export function askedOver(ask: Ask, { issuers }: { readonly issuers: boolean }): Asked {
  const answers = boundedMemo<string, RevocationEvidence>(MOST_ANSWERS);
  const source = (topic: 'revocation' | 'currentRevocation'): RevocationSource => ({
    async evidenceFor(certificate, issuer) {
      const question: RevocationQuestion = { certificate, issuer };
      const given = (await ask(topic, question)) as readonly RevocationEvidence[];
      return given.map((each) => answers.get(`${each.kind} ${sha256(each.der)}`, () => each));
    },
  });
  return {
    revocation: source('revocation'),
    currentRevocation: source('currentRevocation'),
    ...(issuers ? { issuers: issuersOver(ask) } : {}),
  };
}

function issuersOver(ask: Ask): IssuerSource {
  return {
    issuersOf: async (certificate) => (await ask('issuers', certificate)) as readonly Uint8Array[],
  };
}

/** A key that stays with the main thread, wherever it lives. */
export function keyOver(ask: Ask, { algorithm, certificateChain }: KeyDescription): SignerKey {
  return {
    ...{ algorithm, certificateChain },
    async sign(toBeSigned, digest) {
      const question: SignQuestion = { toBeSigned, digest };
      return (await ask('sign', question)) as Uint8Array;
    },
    async close() {},
  };
}
