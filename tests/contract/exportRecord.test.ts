import { createHash, generateKeyPairSync } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openDiskBlobs } from '../../src/adapters/disk/blobs.ts';
import { intoNewFolder } from '../../src/adapters/disk/exportFolder.ts';
import { diskLogFiles } from '../../src/adapters/disk/logFiles.ts';
import { openSqliteStore } from '../../src/adapters/sqlite/store.ts';
import { exportRecord } from '../../src/archive/export/exportRecord.ts';
import { safeFileName } from '../../src/archive/export/fileNames.ts';
import { parseVerifierKey, verifierOf } from '../../src/archive/log/note.ts';
import { parseProof, verifyProof } from '../../src/archive/log/proof.ts';
import { publishLog } from '../../src/archive/log/publish.ts';
import type { BlobStore } from '../../src/archive/store.ts';
import type { Store } from '../../src/flow/store.ts';
import { fixedClock } from '../../src/kernel/clock.ts';
import { digestHex } from '../../src/kernel/digest.ts';
import type { RecordId } from '../../src/kernel/ids.ts';
import { expectError } from './errors.ts';
import { AT, added, nonce, OTHER, sampleRecord } from './records.ts';

const signer = { origin: 'example.gov.vn/archive', key: generateKeyPairSync('ed25519').privateKey };
let root: string;
let store: Store;
let blobs: BlobStore;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'congvan-export-'));
  store = openSqliteStore(join(root, 'store.db'), fixedClock(AT));
  blobs = await openDiskBlobs(join(root, 'blobs'));
});
afterEach(async () => {
  store.close();
  await rm(root, { recursive: true });
});

const files = () => diskLogFiles(join(root, 'log'));
const target = () => join(root, 'out');
const take = (id: RecordId) =>
  intoNewFolder(target(), (folder) =>
    exportRecord({ store, blobs, files: files(), verifier: verifierOf(signer) }, id, folder),
  );

async function keepOne() {
  const pdf = Buffer.from('%PDF-1.7 …');
  const { digest, sizeBytes } = await blobs.put(pdf);
  const envelope = (await blobs.put(Buffer.from('<edXML/>'))).digest;
  const receipt = (await blobs.put(Buffer.from('{"receipt":1}'))).digest;
  const record = sampleRecord({
    subject: 'Về việc <thử> & "kiểm"\u0001',
    envelope,
    files: [
      { name: '../../công văn.pdf', contentType: 'application/pdf', digest, sizeBytes, role: 'main' },
      { name: '../../công văn.pdf', contentType: 'application/pdf', digest, sizeBytes, role: 'attachment' },
    ],
  });
  await store.commit([
    added(record, 'nội dung'),
    {
      kind: 'archive.addition-added',
      recordId: record.id,
      addition: { kind: 'receipt', receipt: 'E3', agency: OTHER, digest: receipt, at: AT.toISOString() },
      nonce: nonce(),
      actor: 'daemon',
    },
  ]);
  await publishLog({ store, files: files(), signer });
  return { record, pdf };
}

describe('the export of a record', () => {
  it('has originals, envelope, receipts, metadata, proof and a README, with a manifest that fits', async () => {
    const { record, pdf } = await keepOne();
    await take(record.id);
    const names = (await readdir(target(), { recursive: true })).sort();
    expect(names).toEqual(
      [
        'README.md',
        'additions.json',
        'envelope.edxml',
        'log.vkey',
        'manifest-sha256.txt',
        'metadata.json',
        'metadata.xml',
        'original',
        'original/01-_.._công văn.pdf',
        'original/02-_.._công văn.pdf',
        'receipts',
        'receipts/01-E3-H26.05.json',
        'record.json',
        'record.tlog-proof',
      ].sort(),
    );
    expect(await readFile(join(target(), 'original/01-_.._công văn.pdf'))).toEqual(pdf);
    const manifest = await readFile(join(target(), 'manifest-sha256.txt'), 'utf8');
    for (const line of manifest.trim().split('\n')) {
      const [digest, name = ''] = line.split('  ');
      const bytes = await readFile(join(target(), name));
      expect(createHash('sha256').update(bytes).digest('hex')).toBe(digest);
    }
    expect(manifest.trim().split('\n')).toHaveLength(11);
  });

  it('can be checked with nothing but itself and the published key', async () => {
    const { record } = await keepOne();
    await take(record.id);
    const text = (name: string) => readFile(join(target(), name), 'utf8');
    const verdict = verifyProof(
      parseProof(await text('record.tlog-proof')),
      parseVerifierKey(await text('log.vkey')),
      Buffer.from(await text('record.json')),
    );
    expect(verdict).toMatchObject({ isValid: true, index: 0, treeSize: 2 });
    expect(JSON.parse(await text('record.json'))).toEqual(record);
    expect(await text('README.md')).toContain(record.id);
  });

  it('has its metadata under the decree’s names, in the decree’s order', async () => {
    const { record } = await keepOne();
    await take(record.id);
    const xml = await readFile(join(target(), 'metadata.xml'), 'utf8');
    expect(xml).toContain('<CodeNumber>15</CodeNumber>');
    expect(xml).toContain('<Subject>Về việc &lt;thử&gt; &amp; &quot;kiểm&quot;\ufffd</Subject>');
    expect(xml).toMatch(/<To>\s+<OrganId>H26\.05<\/OrganId>\s+<OrganName>Sở Nội vụ<\/OrganName>\s+<\/To>/);
    const order = [...xml.matchAll(/^ {2}<(\w+)>/gm)].map((match) => match[1]);
    expect(order).toEqual([
      'TypeName',
      'CodeNumber',
      'CodeNotation',
      'IssuedDate',
      'OrganName',
      'Subject',
      'Language',
      'PageAmount',
      'SignerInfo',
      'To',
      'Priority',
    ]);
  });

  it('is all or nothing', async () => {
    const { record } = await keepOne();
    const digest = record.files[0]?.digest ?? record.envelope;
    if (digest === null) throw new Error('no file');
    const path = join(root, 'blobs', digestHex(digest).slice(0, 2), digestHex(digest));
    await writeFile(path, 'changed!!');
    await expectError(take(record.id), 'BLOB_DAMAGED');
    await rm(path);
    await expectError(take(record.id), 'BLOB_NOT_FOUND');
    await expectError(take('nobody' as RecordId), 'RECORD_NOT_FOUND');
    expect(await readdir(root)).not.toContain('out');
  });
});

describe('names of exported files', () => {
  it.each([
    ['công văn.pdf', '01-công văn.pdf'],
    ['công văn.pdf'.normalize('NFD'), '01-công văn.pdf'],
    ['../../etc/passwd', '01-_.._etc_passwd'],
    ['C:\\x.pdf', '01-C__x.pdf'],
    ['con.pdf', '01-_con.pdf'],
    ['', '01-_'],
    ['...', '01-_'],
    ['a\u202Efdp.exe', '01-a_fdp.exe'],
    ['x\u0000y', '01-x_y'],
    [`${'ữ'.repeat(200)}.pdf`, `01-${'ữ'.repeat(58)}.pdf`],
  ])('make %.40j safe', (name, safe) => {
    expect(safeFileName(name, 1)).toBe(safe);
  });
});
