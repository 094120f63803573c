import { describe, expect, it } from 'vitest';
import type { DocumentEnvelope } from '../../../src/envelope/envelope.ts';
import { checkParts } from '../../../src/envelope/profiles/sealed.ts';
import { validateForSending } from '../../../src/envelope/rules.ts';
import { sha256 } from '../../../src/kernel/digest.ts';
import { sampleDocument, sampleStatus } from './sample.ts';

type Changes = Partial<DocumentEnvelope>;

function broken(changes: Changes): readonly string[] {
  return validateForSending({ ...sampleDocument, ...changes }).map(({ path, rule }) => `${path} ${rule}`);
}

describe('rules of an outgoing envelope', () => {
  it('hold for the sample', () => {
    expect(broken({})).toEqual([]);
    expect(validateForSending(sampleStatus)).toEqual([]);
  });

  const rows: readonly (readonly [string, Changes, string])[] = [
    ['a sender', { from: { organId: '' } }, 'From/OrganId required'],
    ['a recipient', { to: [] }, 'To required'],
    ['a code of each recipient', { to: [{ organId: ' ' }] }, 'To[1]/OrganId required'],
    ['each recipient once', { to: [{ organId: 'a' }, { organId: 'a' }] }, 'To[2]/OrganId duplicate'],
    ['a code of 35 characters', { from: { organId: 'x'.repeat(36) } }, 'From/OrganId too-long'],
    ['a number', { code: { number: '', notation: 'A' } }, 'Code/CodeNumber required'],
    [
      'a number of 11 characters',
      { code: { number: '1'.repeat(12), notation: 'A' } },
      'Code/CodeNumber too-long',
    ],
    ['a notation', { code: { number: '1', notation: '' } }, 'Code/CodeNotation required'],
    ['a date', { promulgation: { date: '' } }, 'PromulgationInfo/PromulgationDate required'],
    [
      'a day of the calendar',
      { promulgation: { date: '2026-02-29' } },
      'PromulgationInfo/PromulgationDate date',
    ],
    ['a day in one form', { dueDate: '01/12/2026' }, 'DueDate date'],
    ['a type name', { documentType: { type: '18', typeName: '' } }, 'DocumentType/TypeName required'],
    ['a type', { documentType: { type: '', typeName: 'Công văn' } }, 'DocumentType/Type required'],
    ['an abstract', { subject: ' ' }, 'Subject required'],
    ['an abstract of 500 characters', { subject: 'ế'.repeat(501) }, 'Subject too-long'],
    ['a signer', { signer: { fullName: '' } }, 'SignerInfo/FullName required'],
    ['a document id', { documentId: '' }, 'DocumentId required'],
    ['an attachment', { attachments: [] }, 'edXMLManifest/Reference required'],
    ['characters XML can carry', { subject: 'a\u0000b' }, 'Subject character'],
    ['whole characters', { subject: 'a\ud800b' }, 'Subject character'],
    ['a plain message id', { messageId: 'a b' }, 'TraceHeaderList/@id identifier'],
    [
      'a time with its zone',
      { trace: [{ organId: 'a', timestamp: '2026-11-19T09:30:05Z' }] },
      'TraceHeaderList/TraceHeader[1]/Timestamp time',
    ],
    [
      'a reason of a recall',
      { business: { docType: 1, replacements: [] } },
      'TraceHeaderList/Bussiness/BussinessDocReason required',
    ],
    [
      'what an update changes',
      { business: { docType: 2, replacements: [] } },
      'TraceHeaderList/Bussiness/BussinessDocumentInfo required',
    ],
    [
      'what a replacement replaces',
      { business: { docType: 3, replacements: [] } },
      'TraceHeaderList/Bussiness/ReplacementInfoList required',
    ],
    [
      'each content id once',
      {
        attachments: [
          { contentId: 'a', name: 'a' },
          { contentId: 'a', name: 'b' },
        ],
      },
      'edXMLManifest/Reference[2]/ContentId duplicate',
    ],
    [
      'a content id that needs no escaping',
      { attachments: [{ contentId: 'a b', name: 'a' }] },
      'edXMLManifest/Reference[1]/ContentId identifier',
    ],
    ['a place of 150 characters', { toPlaces: ['x'.repeat(151)] }, 'ToPlaces/Place[1] too-long'],
  ];
  it.each(rows)('want %s', (_what, changes, expected) => {
    expect(broken(changes)).toEqual([expected]);
  });

  it('count characters after composition, so that NFD text is not longer', () => {
    expect(broken({ subject: 'ế'.repeat(500).normalize('NFD') })).toEqual([]);
  });

  it('hold for a status', () => {
    const problems = validateForSending({
      ...sampleStatus,
      responseFor: { organId: '', code: '', documentId: '', promulgationDate: 'x' },
      statusCode: '',
      description: '',
      timestamp: '',
    });
    expect(problems.map(({ path }) => path)).toEqual([
      'ResponseFor/OrganId',
      'ResponseFor/Code',
      'ResponseFor/DocumentId',
      'ResponseFor/PromulgationDate',
      'StatusCode',
      'Description',
      'Timestamp',
    ]);
  });

  it('speak both languages', () => {
    const [problem] = validateForSending({ ...sampleDocument, subject: '' });
    expect(problem?.message).toEqual({ en: 'is missing', vi: 'còn thiếu' });
  });
});

describe('envelope and sealed parts', () => {
  const digest = sha256(Buffer.from('x'));
  const rules = (contentIds: readonly string[]) =>
    checkParts(
      sampleDocument,
      contentIds.map((contentId) => ({ contentId, digest })),
    ).map(({ path, rule }) => `${path} ${rule}`);

  it('name the same attachments', () => {
    expect(rules(['p2', 'p1'])).toEqual([]);
    expect(rules(['p1'])).toEqual(['cid:p2 part-not-sealed']);
    expect(rules(['p1', 'p2', 'p3'])).toEqual(['cid:p3 part-not-referenced']);
    expect(rules(['p1', 'p2', 'p2'])).toEqual(['cid:p2 duplicate']);
  });
});
