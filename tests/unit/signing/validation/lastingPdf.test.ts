import { describe, expect, test } from 'vitest';
import { DEFAULT_POLICY } from '../../../../src/signing/policy/policy.ts';
import { CRL_REASON } from '../../../../src/signing/revocation/crlEntries.ts';
import { OID } from '../../../../src/signing/x509/oids.ts';
import { certify, crl, ocsp } from '../pki.ts';
import {
  answersAt,
  ca,
  ca384,
  codesOf,
  day,
  firstOf,
  Growing,
  judgeAt,
  leaf,
  materialOf,
  root,
  root384,
  signatureOf,
  tokenOver,
  tsa1,
  tsa2,
  tsa3,
  tsa384,
  withResponder,
} from './lastingWorld.ts';

const SIGNED = day('2021-06-01');
const signedAt = (tsa = tsa1, time = SIGNED) =>
  new Growing().sign((covered) => signatureOf(covered, (value) => tokenOver(value, tsa, time)));

describe('levels', () => {
  test('B-B without a timestamp, B-T with one', async () => {
    const bare = await new Growing().sign((covered) => signatureOf(covered, null));
    expect(firstOf(judgeAt(bare.pdf, '2021-06-02')).level).toBe('B-B');
    expect(firstOf(judgeAt((await signedAt()).pdf, '2021-06-02', fresh('2021-06-02'))).level).toBe('B-T');
  });
  test('B-T also by a document timestamp alone', async () => {
    const bare = await new Growing().sign((covered) => signatureOf(covered, null));
    await bare.stamp(tsa2, day('2021-06-02'));
    const report = firstOf(judgeAt(bare.pdf, '2021-06-03', fresh('2021-06-03')));
    expect(report).toMatchObject({ level: 'B-T', bestTime: '2021-06-02T00:00:00.000Z' });
  });
  test('B-LT when the file carries what shows signer and authority good', async () => {
    const pdf = (await signedAt()).store(answersAt(day('2021-06-02'))).pdf;
    const report = judgeAt(pdf, '2021-06-03');
    expect(report.indication).toBe('TOTAL-PASSED');
    expect(firstOf(report)).toMatchObject({ level: 'B-LT', timestamps: [{ indication: 'TOTAL-PASSED' }] });
  });
  test('a store whose streams only a VRI entry names is read too', async () => {
    const pdf = (await signedAt()).store(answersAt(day('2021-06-02')), { vri: true }).pdf;
    expect(firstOf(judgeAt(pdf, '2021-06-03'))).toMatchObject({ level: 'B-LT', indication: 'TOTAL-PASSED' });
  });
  test('not B-LT when an answer is missing, or counted no longer when it was signed', async () => {
    const { CRLs = [], ...rest } = answersAt(day('2021-06-02'));
    const half = (await signedAt()).store({ ...rest, CRLs: CRLs.slice(0, 1) }).pdf;
    expect(firstOf(judgeAt(half, '2021-06-03', fresh('2021-06-03'))).level).toBe('B-T');
    const old = (await signedAt()).store(answersAt(day('2021-05-01'))).pdf;
    expect(firstOf(judgeAt(old, '2021-06-03', fresh('2021-06-03'))).level).toBe('B-T');
  });
  test('B-LTA when a document timestamp covers that, not when it came before', async () => {
    const after = (await signedAt()).store(answersAt(day('2021-06-02')));
    await after.stamp(tsa2, day('2021-06-03'));
    expect(firstOf(judgeAt(after.pdf, '2021-06-04', fresh('2021-06-04'))).level).toBe('B-LTA');
    const before = await signedAt();
    await before.stamp(tsa2, day('2021-06-02'));
    before.store(answersAt(day('2021-06-03')));
    expect(firstOf(judgeAt(before.pdf, '2021-06-04')).level).toBe('B-LT');
  });
});

/** Answers from outside the file. */
function fresh(at: string) {
  return { material: materialOf(answersAt(day(at))) };
}

/** Signed in June 2021 with everything stored, and sealed by a timestamp that lasts until 2028. */
async function archived(stored = answersAt(day('2021-06-02'))): Promise<Growing> {
  const pdf = (await signedAt()).store(stored);
  return await pdf.stamp(tsa2, day('2021-06-03'));
}

describe('years later', () => {
  test("B-LT after the signer's certificate has expired", async () => {
    const pdf = (await signedAt(tsa2)).store(answersAt(day('2021-06-02'))).pdf;
    const { material } = fresh('2024-01-01');
    const report = firstOf(judgeAt(pdf, '2024-01-01', { material }));
    expect(report).toMatchObject({
      indication: 'TOTAL-PASSED',
      level: 'B-LT',
      bestTime: '2021-06-01T00:00:00.000Z',
    });
  });
  test('without what the file stored nobody would know any more', async () => {
    const report = firstOf(judgeAt((await signedAt(tsa2)).pdf, '2024-01-01', fresh('2024-01-01')));
    expect(report).toMatchObject({ indication: 'INDETERMINATE', subIndication: 'TRY_LATER' });
  });
  test('B-T whose timestamp authority has expired: nothing proves the timestamp', async () => {
    const pdf = (await signedAt()).store(answersAt(day('2021-06-02'))).pdf;
    const report = firstOf(judgeAt(pdf, '2024-01-01', fresh('2024-01-01')));
    expect(report).toMatchObject({ indication: 'INDETERMINATE', subIndication: 'OUT_OF_BOUNDS_NO_POE' });
  });
  test("B-LTA after the signer and the signature's timestamp authority have expired", async () => {
    const report = judgeAt((await archived()).pdf, '2024-01-01', fresh('2024-01-01'));
    expect(report.indication).toBe('TOTAL-PASSED');
    expect(firstOf(report)).toMatchObject({ level: 'B-LTA', bestTime: '2021-06-01T00:00:00.000Z' });
  });
  test('B-LTA not renewed in time, and renewed in time', async () => {
    const pdf = await archived();
    expect(firstOf(judgeAt(pdf.pdf, '2029-01-01', fresh('2029-01-01')))).toMatchObject({
      ...{ indication: 'INDETERMINATE', subIndication: 'OUT_OF_BOUNDS_NO_POE' },
    });
    pdf.store(answersAt(day('2027-06-01')));
    await pdf.stamp(tsa3, day('2027-06-02'));
    const report = judgeAt(pdf.pdf, '2029-01-01', fresh('2029-01-01'));
    expect(report.indication).toBe('TOTAL-PASSED');
    expect(firstOf(report).level).toBe('B-LTA');
  });
  test('an answer whose responder has expired counts only if it is proven to be older', async () => {
    const stored = withResponder(day('2021-06-02'));
    const unproven = (await signedAt(tsa1)).store(stored).pdf;
    const ofTsa = (at: string) => ({
      material: materialOf({
        OCSPs: [ocsp(tsa1, ca, { thisUpdate: day(at) })],
        CRLs: [crl(root, { thisUpdate: day(at) })],
      }),
    });
    expect(firstOf(judgeAt(unproven, '2021-08-01', ofTsa('2021-08-01')))).toMatchObject({
      ...{ indication: 'TOTAL-PASSED', level: 'B-LT' },
    });
    const late = firstOf(judgeAt(unproven, '2021-12-01', ofTsa('2021-12-01')));
    expect(late).toMatchObject({ indication: 'INDETERMINATE', subIndication: 'NO_POE' });
    expect(codesOf(late)).toContain('REVOCATION_NOT_PROVEN');
    const proven = await archived(stored);
    expect(firstOf(judgeAt(proven.pdf, '2024-01-01', fresh('2024-01-01')))).toMatchObject({
      ...{ indication: 'TOTAL-PASSED', level: 'B-LTA' },
    });
  });
  test('what was stored after the timestamp is not proven by it', async () => {
    const pdf = await signedAt(tsa2);
    await pdf.stamp(tsa2, day('2021-06-02'));
    pdf.store(withResponder(day('2021-06-02')));
    const report = firstOf(judgeAt(pdf.pdf, '2024-01-01', fresh('2024-01-01')));
    expect(report).toMatchObject({ indication: 'INDETERMINATE', subIndication: 'NO_POE' });
  });
  test('after the CA itself has expired: answers and certificates of its making must be proven older', async () => {
    const shortCa = certify('Short CA', {
      ca: true,
      issuer: root,
      from: day('2018-01-01'),
      to: day('2023-01-01'),
    });
    const below = certify('Below short CA', {
      issuer: shortCa,
      from: day('2020-01-01'),
      to: day('2022-12-01'),
    });
    const time = day('2021-06-02');
    const about = { thisUpdate: time, nextUpdate: day('2021-06-09') };
    const answers = {
      Certs: [shortCa.certificate.der, ca384.certificate.der],
      CRLs: [shortCa, root, ca384, root384].map((issuer) => crl(issuer, about)),
    };
    const pdf = await new Growing().sign((covered) =>
      signatureOf(covered, (value) => tokenOver(value, tsa384, SIGNED), below),
    );
    pdf.store(answers);
    expect(firstOf(judgeAt(pdf.pdf, '2022-12-31', fresh('2022-12-31'))).indication).toBe('TOTAL-PASSED');
    const late = firstOf(judgeAt(pdf.pdf, '2024-01-01', fresh('2024-01-01')));
    expect(late).toMatchObject({ indication: 'INDETERMINATE', subIndication: 'NO_POE', level: 'B-T' });
    expect(codesOf(late)).toContain('REVOCATION_NOT_PROVEN');
    await pdf.stamp(tsa384, day('2021-06-03'));
    expect(firstOf(judgeAt(pdf.pdf, '2024-01-01', fresh('2024-01-01')))).toMatchObject({
      ...{ indication: 'TOTAL-PASSED', level: 'B-LTA' },
    });
  });
  test('an intermediate that nothing proves older than the end of its issuer', async () => {
    const upper = certify('Ended CA', {
      ca: true,
      issuer: root,
      from: day('2018-01-01'),
      to: day('2022-01-01'),
    });
    const lower = certify('Lower CA', {
      ca: true,
      issuer: upper,
      from: day('2018-01-01'),
      to: day('2040-01-01'),
    });
    const signer = certify('Below lower CA', {
      issuer: lower,
      from: day('2020-01-01'),
      to: day('2030-01-01'),
    });
    const about = { thisUpdate: day('2021-06-02'), nextUpdate: day('2021-06-09') };
    const answers = {
      Certs: [upper, lower, ca384].map(({ certificate }) => certificate.der),
      CRLs: [upper, root, ca384, root384].map((issuer) => crl(issuer, about)),
    };
    const made = async () =>
      await new Growing().sign((covered) =>
        signatureOf(covered, (value) => tokenOver(value, tsa384, SIGNED), signer),
      );
    const now = materialOf(answersAt(day('2023-01-01')));
    const ofLower = materialOf({ CRLs: [crl(lower, { thisUpdate: day('2023-01-01') })] });
    const material = { ...now, revocations: [...now.revocations, ...ofLower.revocations] };
    const unproven = firstOf(judgeAt((await made()).store(answers).pdf, '2023-01-01', { material }));
    expect(unproven).toMatchObject({ indication: 'INDETERMINATE', subIndication: 'OUT_OF_BOUNDS_NO_POE' });
    expect(codesOf(unproven)).toContain('CERT_NOT_PROVEN');
    const proven = await (await made()).store(answers).stamp(tsa384, day('2021-06-03'));
    expect(firstOf(judgeAt(proven.pdf, '2023-01-01', { material })).indication).toBe('TOTAL-PASSED');
  });
  test('a store that a later revision emptied still counts for the timestamp over it', async () => {
    const pdf = (await archived()).store(answersAt(day('2023-06-01')), { fresh: true });
    expect(firstOf(judgeAt(pdf.pdf, '2024-01-01', fresh('2024-01-01')))).toMatchObject({
      ...{ indication: 'TOTAL-PASSED', level: 'B-LTA' },
    });
  });
});

describe('after a revocation', () => {
  const REVOKED_AT = day('2022-06-01');
  const revoked = (entity: typeof leaf, reason?: number) => ({
    revoked: [{ entity, at: REVOKED_AT, ...(reason === undefined ? {} : { reason }) }],
  });
  const later = (entity: typeof leaf, reason?: number) => ({
    material: materialOf(answersAt(day('2022-07-01'), revoked(entity, reason))),
  });

  test('of the signer: proven to be older it stays good; without proof it does not', async () => {
    const pdf = (await signedAt()).pdf;
    const signerRevoked = {
      material: materialOf(
        answersAt(day('2021-07-01'), { revoked: [{ entity: leaf, at: day('2021-06-20') }] }),
      ),
    };
    const stamped = firstOf(judgeAt(pdf, '2021-07-02', signerRevoked));
    expect(stamped.indication).toBe('TOTAL-PASSED');
    expect(codesOf(stamped)).toContain('CERT_REVOKED_LATER');
    const bare = await new Growing().sign((covered) => signatureOf(covered, null));
    expect(firstOf(judgeAt(bare.pdf, '2021-07-02', signerRevoked))).toMatchObject({
      ...{ indication: 'TOTAL-FAILED', subIndication: 'REVOKED' },
    });
  });
  test('of the signer, when the timestamp from before it is not proven: open, not failed', async () => {
    const both = {
      revoked: [
        { entity: leaf, at: day('2021-06-20') },
        { entity: tsa1, at: day('2021-06-25'), reason: CRL_REASON.keyCompromise },
      ],
    };
    const report = firstOf(
      judgeAt((await signedAt()).pdf, '2021-07-02', {
        material: materialOf(answersAt(day('2021-07-01'), both)),
      }),
    );
    expect(report).toMatchObject({ indication: 'INDETERMINATE', subIndication: 'REVOKED_NO_POE' });
  });
  test('of the timestamp authority, its key stolen: only a later timestamp helps', async () => {
    const stolen = later(tsa1, CRL_REASON.keyCompromise);
    const alone = (await signedAt()).store(answersAt(day('2021-06-02'))).pdf;
    expect(firstOf(judgeAt(alone, '2022-07-02', stolen))).toMatchObject({
      ...{ indication: 'INDETERMINATE', timestamps: [{ subIndication: 'REVOKED_NO_POE' }] },
    });
    expect(firstOf(judgeAt((await archived()).pdf, '2022-07-02', stolen)).indication).toBe('TOTAL-PASSED');
  });
  test('of the timestamp authority for a harmless reason: its timestamps stay', async () => {
    const ceased = later(tsa1, CRL_REASON.cessationOfOperation);
    const alone = (await signedAt()).store(answersAt(day('2021-06-02'))).pdf;
    expect(firstOf(judgeAt(alone, '2022-07-02', ceased)).indication).toBe('TOTAL-PASSED');
  });
  test('a timestamp made after its authority was revoked is worth nothing', async () => {
    const forged = await signedAt(tsa1, day('2022-06-15'));
    expect(firstOf(judgeAt(forged.pdf, '2022-07-02', later(tsa1, CRL_REASON.keyCompromise)))).toMatchObject({
      timestamps: [{ indication: 'TOTAL-FAILED', subIndication: 'REVOKED' }],
    });
  });
  test('of the CA: what nothing proves to be older falls with it', async () => {
    const caRevoked = {
      material: materialOf(
        answersAt(day('2021-12-01'), {}, { revoked: [{ entity: ca, at: day('2021-11-01') }] }),
      ),
    };
    const stored = (await signedAt()).store(answersAt(day('2021-06-02')));
    expect(firstOf(judgeAt(stored.pdf, '2021-12-02', caRevoked))).toMatchObject({
      ...{ indication: 'INDETERMINATE', subIndication: 'REVOKED_CA_NO_POE' },
    });
    await stored.stamp(tsa384, day('2021-06-03'));
    const proven = firstOf(judgeAt(stored.pdf, '2021-12-02', caRevoked));
    expect(proven).toMatchObject({ indication: 'TOTAL-PASSED', level: 'B-LTA' });
    expect(codesOf(proven)).toContain('CERT_REVOKED_LATER');
  });
  test('of the CA: a signature forged with its key and dated back, stamped honestly afterwards', async () => {
    const stolen = {
      material: materialOf(
        answersAt(day('2021-12-01'), {}, { revoked: [{ entity: ca, at: day('2021-11-01') }] }),
      ),
    };
    const forged = (await signedAt()).store(answersAt(day('2021-06-02')));
    await forged.stamp(tsa384, day('2021-11-15'));
    expect(firstOf(judgeAt(forged.pdf, '2021-12-02', stolen))).toMatchObject({
      ...{ indication: 'INDETERMINATE', subIndication: 'REVOKED_CA_NO_POE', level: 'B-T' },
    });
  });
});

describe('an algorithm comes to its end', () => {
  const policy = {
    ...DEFAULT_POLICY,
    keys: { ...DEFAULT_POLICY.keys, ec: { ...DEFAULT_POLICY.keys.ec, 'P-256': '2025-01-01' } },
  };
  const ended = { indication: 'INDETERMINATE', subIndication: 'CRYPTO_CONSTRAINTS_FAILURE_NO_POE' };
  const at = (time: string) => ({ ...fresh(time), policy });

  test('before it, all is well; after it, nothing is any more', async () => {
    const pdf = (await signedAt(tsa2)).store(answersAt(day('2021-06-02'))).pdf;
    expect(firstOf(judgeAt(pdf, '2024-01-01', at('2024-01-01'))).indication).toBe('TOTAL-PASSED');
    expect(firstOf(judgeAt(pdf, '2026-01-01', at('2026-01-01')))).toMatchObject(ended);
  });
  test('what a newer algorithm proves to be older stays', async () => {
    const pdf = (await signedAt(tsa2)).store(answersAt(day('2021-06-02')));
    pdf.store(answersAt(day('2024-05-31')));
    await pdf.stamp(tsa384, day('2024-06-01'));
    expect(judgeAt(pdf.pdf, '2026-01-01', at('2026-01-01')).indication).toBe('TOTAL-PASSED');
  });
  test('but not what was stored too late for the proof', async () => {
    const pdf = (await signedAt(tsa2)).store(answersAt(day('2021-06-02')));
    await pdf.stamp(tsa384, day('2024-06-01'));
    pdf.store(answersAt(day('2024-06-02')));
    expect(firstOf(judgeAt(pdf.pdf, '2026-01-01', at('2026-01-01')))).toMatchObject({
      ...{ indication: 'INDETERMINATE', level: 'B-T' },
    });
  });
  test('a renewal with the same algorithm does not help', async () => {
    const pdf = (await signedAt(tsa2)).store(answersAt(day('2024-05-31')));
    await pdf.stamp(tsa3, day('2024-06-01'));
    expect(firstOf(judgeAt(pdf.pdf, '2026-01-01', at('2026-01-01')))).toMatchObject(ended);
  });
  test('SHA-1 timestamps are not accepted, whatever their date', async () => {
    const old = await new Growing().sign((covered) =>
      signatureOf(covered, (value) => tokenOver(value, tsa2, SIGNED, { digest: 'SHA-1' })),
    );
    expect(firstOf(judgeAt(old.pdf, '2021-06-02', fresh('2021-06-02')))).toMatchObject({
      ...{ indication: 'INDETERMINATE', subIndication: 'CRYPTO_CONSTRAINTS_FAILURE_NO_POE', level: 'B-B' },
    });
  });
});

describe('attacks', () => {
  test('a document timestamp copied from another file', async () => {
    const other = await archived();
    let copied: Uint8Array = Buffer.alloc(0);
    await (await signedAt()).sign((covered) => {
      copied = tokenOver(Buffer.concat([covered, Buffer.of(1)]), tsa2, day('2021-06-03'));
      return copied;
    }, 'ETSI.RFC3161');
    const pdf = (await signedAt()).store(answersAt(day('2021-06-02')));
    await pdf.sign(() => copied, 'ETSI.RFC3161');
    const report = judgeAt(pdf.pdf, '2024-01-01', fresh('2024-01-01'));
    expect(report.signatures[1]).toMatchObject({ indication: 'TOTAL-FAILED', subIndication: 'HASH_FAILURE' });
    expect(firstOf(report)).toMatchObject({ indication: 'INDETERMINATE', level: 'B-B' });
    expect(firstOf(judgeAt(other.pdf, '2024-01-01', fresh('2024-01-01'))).indication).toBe('TOTAL-PASSED');
  });
  test('a signature timestamp made for another signature', async () => {
    const pdf = await new Growing().sign((covered) =>
      signatureOf(covered, (value) => tokenOver(Buffer.concat([value, Buffer.of(0)]), tsa2, SIGNED)),
    );
    const report = firstOf(judgeAt(pdf.pdf, '2021-06-03', fresh('2021-06-03')));
    expect(report).toMatchObject({ subIndication: 'SIG_CONSTRAINTS_FAILURE', level: 'B-B' });
    expect(codesOf(report)).toContain('TIMESTAMP_OF_SOMETHING_ELSE');
  });
  test('a timestamp dated after the one that covers it', async () => {
    const pdf = (await signedAt(tsa2, day('2021-08-01'))).store(answersAt(day('2021-08-02')));
    await pdf.stamp(tsa2, day('2021-07-01'));
    const report = firstOf(judgeAt(pdf.pdf, '2021-08-03', fresh('2021-08-03')));
    expect(report).toMatchObject({
      subIndication: 'TIMESTAMP_ORDER_FAILURE',
      timestamps: [{ indication: 'INDETERMINATE' }],
    });
    expect(codesOf(report)).toContain('TIMESTAMP_OUT_OF_ORDER');
  });
  test('an expired responder answers again, dated back', async () => {
    const pdf = await signedAt(tsa2);
    const forged = { material: materialOf(withResponder(day('2021-06-02'))) };
    expect(firstOf(judgeAt(pdf.pdf, '2021-12-01', forged))).toMatchObject({
      ...{ indication: 'INDETERMINATE', subIndication: 'NO_POE' },
    });
  });
  test('a timestamp by an authority without an anchor proves nothing', async () => {
    const rogue = certify('Rogue TSA', {
      purposes: [OID.timeStamping],
      purposesCritical: true,
      from: day('2020-01-01'),
    });
    const pdf = (await signedAt()).store(answersAt(day('2021-06-02')));
    await pdf.stamp(rogue, day('2021-06-03'));
    const report = firstOf(judgeAt(pdf.pdf, '2024-01-01', fresh('2024-01-01')));
    expect(report).toMatchObject({ indication: 'INDETERMINATE', level: 'B-B' });
  });
  test('a store full of junk is passed over', async () => {
    const junk = [Buffer.from('junk'), Buffer.alloc(0), root.certificate.der.subarray(0, 40)];
    const pdf = (await signedAt()).store({ Certs: junk, OCSPs: junk, CRLs: junk });
    expect(firstOf(judgeAt(pdf.pdf, '2021-06-03', fresh('2021-06-03')))).toMatchObject({
      ...{ indication: 'TOTAL-PASSED', level: 'B-T' },
    });
  });
});
