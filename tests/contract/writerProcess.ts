/** Another process that numbers, keeps and publishes records until it is killed: `HOME`, log key (PEM) on stdin. */
import { createPrivateKey } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { openDiskBlobs } from '../../src/adapters/disk/blobs.ts';
import { diskLogFiles } from '../../src/adapters/disk/logFiles.ts';
import { openSqliteStore } from '../../src/adapters/sqlite/store.ts';
import { publishLog } from '../../src/archive/log/publish.ts';
import { systemClock } from '../../src/kernel/clock.ts';
import { added, newId, sampleRecord } from './records.ts';
import { numberRequest } from './requests.ts';

const home = process.argv[2] ?? '';
const signer = { origin: 'example.gov.vn/archive', key: createPrivateKey(readFileSync(0)) };
const store = openSqliteStore(join(home, 'store.db'), systemClock);
const blobs = await openDiskBlobs(join(home, 'blobs'));
const files = diskLogFiles(join(home, 'log'));

for (let made = 0; ; made += 1) {
  const entry = await store.allocateNumber(numberRequest({ at: new Date() }));
  const { digest, sizeBytes } = await blobs.put(Buffer.from(`file ${newId()} ${made}`));
  const file = { name: 'a.pdf', contentType: 'application/pdf', digest, sizeBytes, role: 'main' } as const;
  const record = sampleRecord({ number: entry.number, files: [file] });
  const used = { recordId: record.id, documentId: record.documentId };
  await store.commit([added(record, 'nội dung'), { kind: 'registry.number-used', key: entry, ...used }]);
  console.log(record.id);
  if (made % 3 === 0) await publishLog({ store, files, signer });
}
