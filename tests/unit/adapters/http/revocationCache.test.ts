import { describe, expect, it } from 'vitest';
import { cachedRevocation } from '../../../../src/adapters/http/revocationCache.ts';
import type { RevocationEvidence } from '../../../../src/signing/revocationSource.ts';

const CERTIFICATE = Buffer.from('certificate');
const OTHER = Buffer.from('other');
const ISSUER = Buffer.from('issuer');

function counting(answers: readonly RevocationEvidence[]) {
  const asked: string[] = [];
  const source = {
    async evidenceFor(certificate: Uint8Array) {
      asked.push(Buffer.from(certificate).toString());
      return answers;
    },
  };
  return { asked, source };
}

function answer(): RevocationEvidence {
  return { kind: 'ocsp', der: Buffer.from('answer'), fetchedAt: new Date(0), source: null };
}

function settable() {
  let ms = 1_000_000;
  return { clock: { now: () => new Date(ms) }, advance: (by: number) => (ms += by) };
}

describe('cached revocation', () => {
  it('asks once per certificate while the answer is kept', async () => {
    const { asked, source } = counting([answer()]);
    const { clock } = settable();
    const cached = cachedRevocation(source, clock, 1000);
    await cached.evidenceFor(CERTIFICATE, ISSUER);
    await cached.evidenceFor(CERTIFICATE, ISSUER);
    await cached.evidenceFor(OTHER, ISSUER);
    expect(asked).toEqual(['certificate', 'other']);
  });

  it('asks again after the time, and when the clock was set back', async () => {
    const { asked, source } = counting([answer()]);
    const { clock, advance } = settable();
    const cached = cachedRevocation(source, clock, 1000);
    await cached.evidenceFor(CERTIFICATE, ISSUER);
    advance(1000);
    await cached.evidenceFor(CERTIFICATE, ISSUER);
    advance(-500_000);
    await cached.evidenceFor(CERTIFICATE, ISSUER);
    expect(asked).toHaveLength(3);
  });

  it('does not keep that there was no answer', async () => {
    const { asked, source } = counting([]);
    const cached = cachedRevocation(source, settable().clock, 1000);
    await cached.evidenceFor(CERTIFICATE, ISSUER);
    await cached.evidenceFor(CERTIFICATE, ISSUER);
    expect(asked).toHaveLength(2);
  });

  it('forgets a source that failed', async () => {
    let fails = true;
    const source = {
      evidenceFor: async () => {
        if (fails) throw new Error('down');
        return [answer()];
      },
    };
    const cached = cachedRevocation(source, settable().clock, 1000);
    await expect(cached.evidenceFor(CERTIFICATE, ISSUER)).rejects.toThrow('down');
    fails = false;
    expect(await cached.evidenceFor(CERTIFICATE, ISSUER)).toHaveLength(1);
  });
});
