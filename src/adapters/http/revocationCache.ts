import type { Clock } from '../../kernel/clock.ts';
import { sha256 } from '../../kernel/digest.ts';
import type { RevocationEvidence, RevocationSource } from '../../signing/revocationSource.ts';

/** Certificates in use by 750 agencies, with room to spare. */
const MOST_CERTIFICATES = 10_000;

interface Kept {
  readonly untilMs: number;
  readonly evidence: Promise<readonly RevocationEvidence[]>;
}

/**
 * Gives the answers about a certificate again for a while, so that a daemon that judges a thousand documents of one
 * sender asks once. An empty answer is not kept. A revocation is seen at most `keepMs` late; whether an answer is fresh
 * enough is judged elsewhere, by the times inside it.
 */
export function cachedRevocation(source: RevocationSource, clock: Clock, keepMs: number): RevocationSource {
  const kept = new Map<string, Kept>();
  return {
    async evidenceFor(certificate, issuer) {
      const name = sha256(certificate);
      const nowMs = clock.now().getTime();
      const present = kept.get(name);
      // A clock that was set back must not keep an answer for ever.
      if (present !== undefined && present.untilMs > nowMs && present.untilMs <= nowMs + keepMs) {
        return await present.evidence;
      }
      const evidence = source.evidenceFor(certificate, issuer);
      kept.delete(name);
      kept.set(name, { untilMs: nowMs + keepMs, evidence });
      if (kept.size > MOST_CERTIFICATES) kept.delete(kept.keys().next().value ?? '');
      return await evidence.then(
        (answers) => {
          if (answers.length === 0) kept.delete(name);
          return answers;
        },
        (error: unknown) => {
          kept.delete(name);
          throw error;
        },
      );
    },
  };
}
