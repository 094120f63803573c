import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Server as PkiServer } from '../../certs-dev/httpServer.ts';
import { crlOf, filesOf } from '../../certs-dev/paths.ts';
import { PORTS } from '../../certs-dev/pki.ts';
import { startOcsp } from '../../certs-dev/servers.ts';
import type { Digest } from '../../src/kernel/digest.ts';
import type { MessageId } from '../../src/kernel/ids.ts';
import { fixture, sealedPdf, signedPdf } from './documents.ts';
import { type HostileDispatch, queue } from './hostile.ts';
import { eventually, type Server } from './processes.ts';
import { answerTo, arrivedAt, changeStore, expectRefusedBesideDaemon, sentOf, valueIn } from './traces.ts';
import { openWorld, type World } from './world.ts';

let world: World;
let daemons: readonly Server[];
let sealed: Uint8Array;

beforeAll(async () => {
  world = await openWorld();
  [sealed, daemons] = await Promise.all([
    sealedPdf(),
    Promise.all([world.started(await world.sender.daemon()), world.started(await world.receiver.daemon())]),
  ]);
});
afterAll(() => world.close());

const document = (bytes: Uint8Array = sealed) => ({ files: [{ name: 'công văn.pdf', bytes }] });

const sent = (messageId: MessageId) => sentOf(world.sender, messageId);
const arrived = (messageId: MessageId, ...states: readonly string[]) =>
  arrivedAt(world.receiver, messageId, ...states);
const answered = (messageId: MessageId, code: string) => answerTo(world.sender, messageId, code);

const replaced = (from: string | RegExp, to: string) => (xml: Buffer) =>
  Buffer.from(xml.toString('utf8').replace(from, to));
const big = Buffer.alloc(11 * 1024 * 1024, ' ');

const REFUSED_BY_AXIS: readonly (readonly [string, Partial<HostileDispatch>, RegExp])[] = [
  ['no XML', { spoil: () => Buffer.from('Kính gửi') }, /ENVELOPE_/],
  ['not well-formed', { spoil: (xml) => xml.subarray(0, -20) }, /ENVELOPE_NOT_WELL_FORMED/],
  ['with a DOCTYPE', { spoil: replaced('?>', '?><!DOCTYPE a>') }, /ENVELOPE_FORBIDDEN_XML/],
  ['over the limits', { spoil: (xml) => Buffer.concat([xml, big]) }, /^MESSAGE_TOO_LARGE/],
  ['too deep', { spoil: (xml) => nested(xml) }, /ENVELOPE_OVER_LIMIT/],
  ['without a seal', { sealer: null }, /SEAL/],
  ['changed after sealing', { spoil: replaced('>Thử<', '>Thư<') }, /SEAL_INVALID.*TOTAL-FAILED/],
  ['sealed by another agency', { sealer: 'H29.13/seal' }, /SENDER_MISMATCH/],
  ['sealed by a person', { sealer: 'H29.12/person' }, /SENDER_MISMATCH/],
  ['sealed by the axis', { sealer: 'axis/seal' }, /SENDER_MISMATCH/],
  ['sealed with a revoked certificate', { sealer: 'odd/revoked-seal' }, /SEAL_INVALID/],
  ['sealed with a foreign certificate', { sealer: 'odd/foreign-seal' }, /SEAL_INVALID/],
  ['From another agency', { write: (one) => ({ ...one, from: { organId: 'H29.13' } }) }, /SENDER_MISMATCH/],
  ['to nobody known', { write: (one) => ({ ...one, to: [{ organId: 'H29.99' }] }) }, /RECIPIENT_UNKNOWN/],
  [
    'to an agency that is closed',
    { write: (one) => ({ ...one, to: [{ organId: 'H29.14' }] }) },
    /RECIPIENT_INACTIVE/,
  ],
  [
    'with other digests in the seal',
    { seal: (parts) => parts.map((part) => ({ ...part, digest: OTHER })) },
    /parts/,
  ],
  ['with no digests in the seal', { seal: () => [] }, /parts/],
];
const OTHER = `sha256:${'7'.repeat(64)}` as Digest;

function nested(xml: Buffer): Buffer {
  const depth = 300;
  return replaced(
    '</edXML:edXMLHeader>',
    `${'<a>'.repeat(depth)}${'</a>'.repeat(depth)}</edXML:edXMLHeader>`,
  )(xml);
}

describe('an envelope that no sender should send', () => {
  it.concurrent.each(REFUSED_BY_AXIS)(
    '%s is refused by the axis and reported',
    async (_what, hostile, reason) => {
      const messageId = await queue(world.sender, { ...document(), ...hostile });
      const shown = await sent(messageId);
      expect(shown).toMatchObject({ state: 'rejected', deliveries: [{ state: 'refused' }], receipts: [] });
      expect(`${shown.lastError.code} ${shown.lastError.text}`).toMatch(reason);
    },
  );

  it('nothing of it has reached the receiver', async () => {
    expect(await world.receiver.ask('inbox', 'list')).toEqual({ items: [], refusals: [] });
  });
});

const twice = (one: Uint8Array) => Buffer.concat([Buffer.from(one), Buffer.from('\n%%EOF\n')]);

describe('a document that is not what its envelope promises', () => {
  const REFUSED: readonly (readonly [string, () => Promise<HostileDispatch>, RegExp])[] = [
    ['the first byte changed', async () => document(withChange(sealed, 0)), /not a PDF/],
    ['bytes changed', async () => document(withChange(sealed, 5000)), /TOTAL-FAILED|PDF/],
    ['bytes appended', async () => document(twice(sealed)), /TOTAL-FAILED|PDF/],
    ['cut off', async () => document(sealed.subarray(0, -400)), /PDF/],
    ['encrypted', async () => document(fixture('encrypted/aes-256-r6-password.pdf')), /encrypted/],
    [
      'signed, not sealed',
      async () => document(await signedPdf('person', 'H29.12/person')),
      /no seal of H29\.12/,
    ],
    ['sealed by another agency', async () => document(await sealedPdf({ seal: 'H29.13/seal' })), /no seal/],
    ['seal revoked', async () => document(await sealedPdf({ seal: 'odd/revoked-seal' })), /TOTAL-FAILED/],
    [
      'attachment not named',
      async () => ({ ...document(), files: [...document().files, ANNEX], write: first }),
      /ttachment|part/,
    ],
    ['attachment a broken PDF', async () => ({ files: [...document().files, BROKEN] }), /PDF|byte/],
  ];
  const ANNEX = { name: 'phụ lục.xlsx', bytes: Buffer.from('x') };
  const BROKEN = { name: 'phụ lục.pdf', bytes: Buffer.from('%PDF-1.7\nx') };
  const first: HostileDispatch['write'] = (one) => ({ ...one, attachments: one.attachments.slice(0, 1) });

  it.concurrent.each(REFUSED)(
    '%s: returned with status 02 and kept as evidence',
    async (_what, hostile, reason) => {
      const numbersBefore = valueIn(world.receiver, COUNT_INCOMING);
      const messageId = await queue(world.sender, await hostile());
      expect(await sent(messageId)).toMatchObject({ state: 'accepted' });
      const item = await arrived(messageId, 'rejected', 'filed', 'waiting', 'failed');
      expect(item).toMatchObject({ state: 'rejected', arrivalNumber: null });
      expect(item.reason.text).toMatch(reason);
      expect(await answered(messageId, '02')).toContain(item.reason.text);
      const record = await world.receiver.ask('archive', 'show', item.recordId);
      expect(record).toMatchObject({ messageId, arrival: null });
      expect(record.indication).not.toBe('TOTAL-PASSED');
      expect(valueIn(world.receiver, COUNT_INCOMING)).toBe(numbersBefore);
    },
  );
});

const COUNT_INCOMING = "SELECT count(*) FROM number_entry WHERE register = 'in'";

function withChange(bytes: Uint8Array, at: number): Buffer {
  const changed = Buffer.from(bytes);
  changed[at] = (changed[at] ?? 0) ^ 1;
  return changed;
}

describe('a document a person must decide about', () => {
  const number = '77';
  let first: MessageId;

  it('the first document of an id is filed', async () => {
    first = await queue(world.sender, { ...document(), number });
    expect(await arrived(first, 'filed')).toMatchObject({ arrivalNumber: 1, indication: 'TOTAL-PASSED' });
  });

  it('the same document again is filed once', async () => {
    const again = await queue(world.sender, { ...document(), number });
    expect(await arrived(again, 'duplicate', 'filed')).toMatchObject({ state: 'duplicate', recordId: null });
  });

  it('other content under that id waits; accepted, it is filed with its judgement', async () => {
    const messageId = await queue(world.sender, { ...document(await sealedPdf()), number });
    const item = await arrived(messageId, 'waiting', 'filed');
    expect(item).toMatchObject({ state: 'waiting', reason: { code: 'DOCUMENT_ID_REUSED' }, recordId: null });
    const accepted = await world.receiver.ask('inbox', 'accept', messageId);
    expect(accepted).toMatchObject({ state: 'filed', arrivalNumber: 2 });
    await answered(messageId, '03');
    const settled = { code: 'INBOX_SETTLED', exit: 14, where: messageId };
    await expectRefusedBesideDaemon(world.receiver, ['inbox', 'accept', messageId], settled);
    await expectRefusedBesideDaemon(world.receiver, ['inbox', 'return', messageId, '--reason', 'x'], settled);
  });

  it('returned, it is kept without a number and the sender reads why', async () => {
    const messageId = await queue(world.sender, { ...document(await sealedPdf()), number });
    await arrived(messageId, 'waiting');
    const returned = await world.receiver.ask('inbox', 'return', messageId, '--reason', 'gửi nhầm cơ quan');
    expect(returned).toMatchObject({ state: 'rejected', arrivalNumber: null });
    expect(await answered(messageId, '02')).toMatch(/gửi nhầm cơ quan/);
    const settled = { code: 'INBOX_SETTLED', exit: 14, where: messageId };
    await expectRefusedBesideDaemon(world.receiver, ['inbox', 'accept', messageId], settled);
  });

  it('what is not there cannot be decided', async () => {
    const nowhere = '01980e2a-0000-7000-8000-000000000001';
    const refusal = { code: 'INBOX_NOT_FOUND', exit: 13, where: nowhere };
    await expectRefusedBesideDaemon(world.receiver, ['inbox', 'accept', nowhere], refusal);
    await expectRefusedBesideDaemon(world.receiver, ['inbox', 'return', nowhere, '--reason', 'x'], refusal);
  });

  it('a signer under a root nobody trusts here: waiting, and accepted with that judgement', async () => {
    const doubtful = await sealedPdf({ person: 'odd/foreign-person' });
    const messageId = await queue(world.sender, { ...document(doubtful), number: '78' });
    const item = await arrived(messageId, 'waiting', 'filed', 'rejected');
    expect(item).toMatchObject({ state: 'waiting', reason: { code: 'SIGNATURE_INDETERMINATE' } });
    const accepted = await world.receiver.ask('inbox', 'accept', messageId);
    expect(accepted).toMatchObject({ state: 'filed', indication: 'INDETERMINATE', arrivalNumber: 3 });
    await answered(messageId, '03');
  });
});

describe('a signer about whom the OCSP responder knows nothing, and no list at hand', () => {
  let messageId: MessageId;
  let ocsp: PkiServer;
  let environment: Record<string, string>;
  beforeAll(async () => {
    ocsp = await startOcsp({ port: 0, forgotten: ['H29.12/person'] });
    environment = {
      CONGVAN_REVOCATION_FILES: crlOf('root'),
      CONGVAN_REVOCATION_OVERRIDES: `${OCSP}=${new URL(ocsp.url).origin},${REPOSITORY}=http://127.0.0.1:1`,
    };
    await daemons[1]?.stop();
    daemons = [...daemons, world.started(await world.receiver.daemon({ environment }))];
    messageId = await queue(world.sender, { ...document(), number: '79' });
  });
  afterAll(() => ocsp.close());

  it('the document is received and judged again later', async () => {
    const item = await arrived(messageId, 'received');
    expect(item).toMatchObject({ recordId: null });
    const sql = 'SELECT reason_code FROM exchange_inbox WHERE message_id = ?';
    const reason = await eventually('tried', () => valueIn(world.receiver, sql, messageId) ?? undefined);
    expect(reason).toBe('REVOCATION_UNAVAILABLE');
  });

  it('after many attempts it waits for a person, who takes it as it is', async () => {
    const sql = 'UPDATE exchange_inbox SET attempts = 20, next_attempt_at = 0 WHERE message_id = ?';
    changeStore(world.receiver, sql, messageId);
    const item = await arrived(messageId, 'waiting', 'filed');
    expect(item).toMatchObject({ state: 'waiting', reason: { code: 'SIGNATURE_INDETERMINATE' } });
    const { stdout } = await world.receiver.run(['inbox', 'accept', messageId, '--json'], { environment });
    const accepted = JSON.parse(stdout);
    expect(accepted).toMatchObject({ state: 'filed', indication: 'INDETERMINATE', arrivalNumber: 4 });
    await answered(messageId, '03');
  });
});

const OCSP = `http://127.0.0.1:${PORTS.ocsp}`;
const REPOSITORY = `http://127.0.0.1:${PORTS.repository}`;

describe('an unsealed document for information', () => {
  it('arrives, is filed and marked', async () => {
    const { sender, receiver } = world;
    writeFileSync(join(sender.desk, 'unsigned.pdf'), fixture('cong-van.pdf'));
    const about = ['--type', 'Công văn', '--unit', 'VP', '--subject', 'x', '--signer', 'y'];
    const [{ code }, { code: next }] = [
      await sender.ask('number', 'next', ...about),
      await sender.ask('number', 'next', ...about),
    ];
    const words = ['send', 'unsigned.pdf', '--number', code, '--to', 'H29.13'];
    const refusal = { code: 'DOCUMENT_NOT_SEALED', exit: 14, where: 'unsigned.pdf' };
    await expectRefusedBesideDaemon(sender, words, refusal);
    const { messageId } = await sender.ask(...words, '--for-information');
    const { recordId } = await arrived(messageId, 'filed');
    const record = await receiver.ask('archive', 'show', recordId);
    expect(record).toMatchObject({ indication: null, description: 'chỉ để biết', arrival: { number: 5 } });
    await answered(messageId, '03');
    writeFileSync(join(sender.desk, 'ghi chú.txt'), 'Kính gửi');
    const note = ['send', 'ghi chú.txt', '--number', next, '--to', 'H29.13', '--for-information'];
    const { messageId: second } = await sender.ask(...note);
    const { recordId: noteId } = await arrived(second, 'filed');
    const kept = await receiver.ask('archive', 'show', noteId);
    expect(kept.files).toMatchObject([{ name: 'ghi chú.txt', contentType: 'application/octet-stream' }]);
  });
});

describe('a daemon that has the TLS certificate of another agency', () => {
  const pki = filesOf('H29.13/tls');
  const environment = { CONGVAN_AXIS_CERTIFICATE: pki.chain, CONGVAN_AXIS_KEY: pki.key };
  let waiting: MessageId;
  let stranger: Server;

  beforeAll(async () => {
    const [senders, ...receivers] = daemons;
    await Promise.all(receivers.map((daemon) => daemon.stop()));
    waiting = await queue(world.sender, document(await sealedPdf()));
    expect(await sent(waiting)).toMatchObject({ state: 'accepted' });
    await senders?.stop();
    stranger = world.started(await world.sender.daemon({ environment }));
  });

  it('sends nothing', async () => {
    const messageId = await queue(world.sender, document());
    const shown = await sent(messageId);
    expect(shown).toMatchObject({ state: 'rejected', lastError: { code: 'SENDER_MISMATCH' } });
  });

  it('cannot take away what is meant for that agency', async () => {
    await eventually('it has tried', () => (stranger.said().includes(waiting) ? true : undefined));
    expect(valueIn(world.sender, 'SELECT count(*) FROM exchange_inbox WHERE message_id = ?', waiting)).toBe(
      0,
    );
    await stranger.kill();
    world.started(await world.receiver.daemon());
    expect(await arrived(waiting, 'filed')).toMatchObject({ indication: 'TOTAL-PASSED' });
  });
});
