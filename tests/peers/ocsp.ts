/** OCSP responders that lie, are late, fail or may not answer. */
import { type Answer, listen, type Server } from '../../certs-dev/httpServer.ts';
import { type OcspAnswer, ocspFailureDer, type SingleAnswer } from '../../certs-dev/ocsp.ts';
import { ocspAnswerer, type ServerOptions } from '../../certs-dev/servers.ts';
import { HTTP_FAULTS, type HttpFault, isHttpFault, keysOf } from './httpFaults.ts';

type Answerer = (request: Buffer) => Buffer;
type Start = (options: ServerOptions) => Promise<Answerer>;

const DAY_MS = 24 * 3_600_000;

const lying =
  (lie: (answer: OcspAnswer) => Partial<OcspAnswer>): Start =>
  (options) =>
    ocspAnswerer(options, (answer) => ({ ...answer, ...lie(answer) }));
const signedBy =
  (signer: string): Start =>
  (options) =>
    ocspAnswerer({ ...options, signer });
const movedBy = (ms: number): Start =>
  lying(({ answers, producedAt }) => ({
    producedAt: later(producedAt, ms),
    answers: answers.map((one) => ({
      ...one,
      thisUpdate: later(one.thisUpdate, ms),
      nextUpdate: later(one.nextUpdate, ms),
    })),
  }));
const later = (at: Date, ms: number): Date => new Date(at.getTime() + ms);

const FAULTS = {
  'wrong-nonce': lying(() => ({ nonce: Buffer.alloc(34, 7) })),
  'no-nonce': lying(() => ({ nonce: undefined })),
  /** thisUpdate and nextUpdate are thirty days ago. */
  stale: movedBy(-30 * DAY_MS),
  /** thisUpdate is tomorrow. */
  'from-the-future': movedBy(DAY_MS),
  /** An answer about the serial number next to the one asked for. */
  'other-certificate': lying(({ answers }) => ({ answers: answers.map(aboutAnother) })),
  /** No single answer in it. */
  'no-answers': lying(() => ({ answers: [] })),
  /** A true answer and a GOOD about another certificate before it. */
  'two-answers': lying(({ answers }) => ({
    answers: [...answers.map(aboutAnother).map(isGood), ...answers],
  })),
  'signer-without-eku': signedBy('odd/ocsp-without-eku'),
  'signer-foreign': signedBy('odd/ocsp-foreign'),
  'signer-expired': signedBy('odd/ocsp-expired'),
  /** A person's certificate of the same CA. */
  'signer-a-person': signedBy('H29.12/person'),
  'try-later': async () => () => ocspFailureDer('tryLater'),
  unauthorized: async () => () => ocspFailureDer('unauthorized'),
  /** Says GOOD of everything, signed by somebody else in the responder's name. */
  'broken-signature': (options) =>
    ocspAnswerer({ ...options, keyOf: 'odd/ocsp-without-eku' }, (answer) => ({
      ...answer,
      answers: answer.answers.map(isGood),
    })),
} as const satisfies Record<string, Start>;

function isGood(answer: SingleAnswer): SingleAnswer {
  return { ...answer, status: { kind: 'good' } };
}

/** The serial number stands at the end of a CertID. */
function aboutAnother(answer: SingleAnswer): SingleAnswer {
  const certificate = Buffer.from(answer.certificate);
  const last = certificate.length - 1;
  certificate[last] = (certificate[last] ?? 0) ^ 1;
  return { ...answer, certificate };
}

export type OcspFault = keyof typeof FAULTS | HttpFault;

export const OCSP_FAULTS: readonly OcspFault[] = [...keysOf(FAULTS), ...keysOf(HTTP_FAULTS)];

/** A responder with one fault, on a free port unless one is given. */
export async function startHostileOcsp(fault: OcspFault, options: ServerOptions = {}): Promise<Server> {
  const start: Start = isHttpFault(fault) ? ocspAnswerer : FAULTS[fault];
  const answer = await start(options);
  return listen(options.port ?? 0, ({ body }) => {
    const honest: Answer = { status: 200, contentType: 'application/ocsp-response', body: answer(body) };
    return isHttpFault(fault) ? HTTP_FAULTS[fault](honest) : honest;
  });
}
