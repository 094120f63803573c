import { generateKeyPairSync } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { diskLogFiles } from '../../src/adapters/disk/logFiles.ts';
import { openDatabase } from '../../src/adapters/sqlite/open.ts';
import { openSqliteStore } from '../../src/adapters/sqlite/store.ts';
import { checkLog } from '../../src/archive/log/check.ts';
import { recordBytes } from '../../src/archive/log/leaf.ts';
import { type LogSigner, verifierOf } from '../../src/archive/log/note.ts';
import { formatProof, parseProof, proveRecord, verifyProof } from '../../src/archive/log/proof.ts';
import { publishLog } from '../../src/archive/log/publish.ts';
import type { ArchiveRecord } from '../../src/archive/record.ts';
import type { Store } from '../../src/flow/store.ts';
import { fixedClock } from '../../src/kernel/clock.ts';
import type { RecordId } from '../../src/kernel/ids.ts';
import { expectError } from './errors.ts';
import { AGENCY, AT, added, nonce, sampleRecord } from './records.ts';

const signer: LogSigner = {
  origin: 'example.gov.vn/archive',
  key: generateKeyPairSync('ed25519').privateKey,
};
const verifier = verifierOf(signer);

let root: string;
let store: Store;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'congvan-log-'));
  store = openSqliteStore(join(root, 'store.db'), fixedClock(AT));
});
afterEach(async () => {
  store.close();
  await rm(root, { recursive: true });
});

const files = () => diskLogFiles(join(root, 'log'));
const publish = () => publishLog({ store, files: files(), signer });

async function keep(count: number): Promise<readonly ArchiveRecord[]> {
  const records = Array.from({ length: count }, () => sampleRecord());
  await store.commit(records.map((record) => added(record, 'nội dung')));
  return records;
}

const idOf = (records: readonly ArchiveRecord[], at: number) => records[at]?.id ?? ('' as RecordId);

describe('the proof of a record', () => {
  it('verifies with the log’s key alone, and opens for the record’s own bytes only', async () => {
    const records = await keep(300);
    await publish();
    const text = formatProof(await proveRecord({ store, files: files(), verifier }, idOf(records, 123)));
    const proof = parseProof(text);
    const content = recordBytes(records[123] ?? sampleRecord());
    expect(verifyProof(proof, verifier, content)).toMatchObject({ isValid: true, index: 123, treeSize: 300 });
    expect(verifyProof(proof, verifier).leaf).toContain(records[123]?.id);
    const other = recordBytes(records[124] ?? sampleRecord());
    expect(verifyProof(proof, verifier, other).reasons).toEqual(['CONTENT']);
    const stranger = { ...verifier, key: generateKeyPairSync('ed25519').publicKey };
    expect(verifyProof(proof, stranger, content).reasons).toEqual(['CHECKPOINT_SIGNATURE']);
    expect(verifyProof({ ...proof, index: 122 }, verifier, content).reasons).toEqual(['INCLUSION']);
    expect(verifyProof({ ...proof, nonce: nonce() }, verifier, content).reasons).toEqual(['CONTENT']);
    const forged = { ...proof, entry: proof.entry.replace('record-accepted', 'record-exported') };
    expect(verifyProof(forged, verifier, content).reasons).toContain('INCLUSION');
  });

  it('follows the text form of c2sp.org/tlog-proof', async () => {
    const records = await keep(3);
    await publish();
    const text = formatProof(await proveRecord({ store, files: files(), verifier }, idOf(records, 2)));
    const lines = text.split('\n');
    expect(lines[0]).toBe('c2sp.org/tlog-proof@v1');
    expect(lines[1]).toMatch(/^extra [A-Za-z0-9+/]+=*$/);
    expect(lines[2]).toBe('index 2');
    expect(lines[4]).toBe('');
    expect(lines[5]).toBe('example.gov.vn/archive');
    expect(formatProof(parseProof(text))).toBe(text);
  });

  it.each([
    ['another header', (text: string) => text.replace('@v1', '@v2')],
    ['no index', (text: string) => text.replace(/index .*\n/, '')],
    ['a leading zero', (text: string) => text.replace('index 1', 'index 01')],
    ['a short hash', (text: string) => text.replace(/\n[A-Za-z0-9+/]{43}=\n/, '\nAAAA\n')],
    ['no checkpoint', (text: string) => text.split('\n\n')[0] ?? ''],
    ['an extra line of nonsense', (text: string) => text.replace(/extra .*/, 'extra AAAA')],
  ])('is refused with %s', async (_, damage) => {
    const records = await keep(3);
    await publish();
    const text = formatProof(await proveRecord({ store, files: files(), verifier }, idOf(records, 1)));
    await expectError(
      Promise.resolve().then(() => parseProof(damage(text))),
      'PROOF_INVALID',
    );
  });

  it('is not given before the record is under a checkpoint, nor for a record that is not there', async () => {
    const first = await keep(1);
    const prove = (id: RecordId) => proveRecord({ store, files: files(), verifier }, id);
    await expectError(prove(idOf(first, 0)), 'LOG_UNPUBLISHED');
    await publish();
    const second = await keep(1);
    await expectError(prove(idOf(second, 0)), 'LOG_UNPUBLISHED');
    await publish();
    expect((await prove(idOf(second, 0))).index).toBe(1);
    await expectError(prove('nobody' as RecordId), 'RECORD_NOT_FOUND');
    await rm(join(root, 'log/tile'), { recursive: true });
    await expectError(prove(idOf(second, 0)), 'LOG_INCONSISTENT');
  });
});

describe('the log on disk', () => {
  it('lies there as any web server could serve it, with no temporary file left', async () => {
    await keep(260);
    await publish();
    const names = await readdir(join(root, 'log'), { recursive: true });
    expect(names).toContain('checkpoint');
    expect(names).toContain(join('tile', '0', '000'));
    expect(names).toContain(join('tile', '0', '001.p', '4'));
    expect(names).toContain(join('tile', 'entries', '001.p', '4'));
    expect(names.filter((name) => name.includes('.tmp-'))).toEqual([]);
  });

  it('is published by several at once in turns', async () => {
    await keep(5);
    const sizes = await Promise.all([publish(), publish(), publish()]);
    expect(sizes.map((checkpoint) => checkpoint.size)).toEqual([5, 5, 5]);
  });
});

describe('the check of the log', () => {
  const check = () => checkLog({ store, files: files(), verifier });
  /** Changes the database as somebody with the file and time can. */
  const edit = (...statements: readonly string[]) => {
    const db = openDatabase(join(root, 'store.db'));
    db.pragma('foreign_keys = OFF');
    for (const trigger of db.prepare("SELECT name FROM sqlite_schema WHERE type = 'trigger'").pluck().all()) {
      db.exec(`DROP TRIGGER ${String(trigger)}`);
    }
    for (const statement of statements) db.exec(statement);
    db.close();
  };
  const codes = async () => [...new Set((await check()).findings.map((finding) => finding.code))];

  beforeEach(async () => {
    const records = await keep(40);
    await store.commit([
      {
        kind: 'archive.addition-added',
        recordId: idOf(records, 0),
        addition: { kind: 'status', code: '03', agency: AGENCY, description: '', at: AT.toISOString() },
        nonce: nonce(),
        actor: 'daemon',
      },
    ]);
    await publish();
    await keep(2);
  });

  it('finds nothing wrong where nothing is', async () => {
    expect(await check()).toEqual({ leaves: 43, published: 41, records: 42, findings: [] });
  });

  it.each([
    [
      'a record’s subject was changed',
      ["UPDATE record SET content = replace(content, '2025', '2024') WHERE leaf = 7"],
      ['CONTENT_DIFFERS'],
    ],
    ['a record was removed', ['DELETE FROM record WHERE leaf = 7'], ['CONTENT_MISSING']],
    [
      'two records were swapped',
      [
        'UPDATE record SET leaf = -1 WHERE leaf = 7',
        'UPDATE record SET leaf = 7 WHERE leaf = 8',
        'UPDATE record SET leaf = 8 WHERE leaf = -1',
      ],
      ['CONTENT_DIFFERS', 'RECORD_UNLOGGED'],
    ],
    [
      'a status was changed',
      ["UPDATE record_addition SET content = replace(content, '03', '06')"],
      ['CONTENT_DIFFERS'],
    ],
    ['a status was removed', ['DELETE FROM record_addition'], ['CONTENT_MISSING']],
    [
      'an audit line was changed',
      ["UPDATE audit_line SET event = replace(event, 'test', 'else') WHERE leaf = 9"],
      ['EVENT_DIFFERS'],
    ],
    ['an audit line was removed', ['DELETE FROM audit_line WHERE leaf = 9'], ['EVENT_MISSING']],
    [
      'a leaf was changed',
      ["UPDATE log_leaf SET entry = x'7b7d' WHERE idx = 9"],
      ['TILE_DIFFERS', 'EVENT_DIFFERS', 'RECORD_UNLOGGED', 'ROOT_DIFFERS'],
    ],
    [
      'a leaf was removed from the middle',
      ['DELETE FROM log_leaf WHERE idx = 9'],
      ['LEAF_MISSING', 'RECORD_UNLOGGED', 'ROOT_DIFFERS'],
    ],
    [
      'the newest leaves were cut off',
      ['DELETE FROM log_leaf WHERE idx >= 30'],
      ['CHECKPOINT_AHEAD', 'RECORD_UNLOGGED', 'ROOT_DIFFERS'],
    ],
  ] as const)('names it when %s', async (_, statements, expected) => {
    edit(...statements);
    expect([...(await codes())].sort()).toEqual([...expected].sort());
  });

  it('names the leaf and the record', async () => {
    edit("UPDATE record SET content = replace(content, '2025', '2024') WHERE leaf = 7");
    const [finding] = (await check()).findings;
    const line = await store.auditLine(7);
    expect(finding).toEqual({ code: 'CONTENT_DIFFERS', where: `leaf 7: ${line?.event.recordId}` });
  });

  it.each([
    ['a tile was changed', async (log: string) => flip(join(log, 'tile/0/000.p/41')), ['TILE_DIFFERS']],
    ['a tile is gone', async (log: string) => rm(join(log, 'tile/0/000.p/41')), ['TILE_DIFFERS']],
    [
      'the checkpoint was changed',
      async (log: string) => flip(join(log, 'checkpoint')),
      ['CHECKPOINT_SIGNATURE'],
    ],
    ['the checkpoint is gone', async (log: string) => rm(join(log, 'checkpoint')), ['CHECKPOINT_MISSING']],
  ] as const)('names it when %s', async (_, damage, expected) => {
    await damage(join(root, 'log'));
    expect(await codes()).toEqual(expect.arrayContaining([...expected]));
  });
});

async function flip(path: string): Promise<void> {
  const bytes = await readFile(path);
  bytes[30] = (bytes[30] ?? 0) ^ 1;
  await writeFile(path, bytes);
}
