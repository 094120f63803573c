/** Another process at work on a store: `migrate PATH` or `allocate PATH COUNT [KEY]`. Prints what it got. */
import { migrateSqliteStore, openSqliteStore } from '../../src/adapters/sqlite/store.ts';
import { systemClock } from '../../src/kernel/clock.ts';
import { parseAgencyCode } from '../../src/registry/agencyCode.ts';

const [, , what, path = '', count = '0', key] = process.argv;

if (what === 'migrate') console.log(migrateSqliteStore(path, new Date()).length);
else await allocate(Number(count));

async function allocate(wanted: number): Promise<void> {
  const store = openSqliteStore(path, systemClock);
  for (let made = 1; made <= wanted; made += 1) {
    const entry = await store.allocateNumber({
      register: 'out',
      agency: parseAgencyCode('H29.12'),
      year: 2026,
      document: { notation: 'STC-VP', type: null, subject: '', signer: '', issuedDate: '2026-03-02' },
      at: new Date(),
      ...(key === undefined ? {} : { key: `${key} ${made}` }),
    });
    console.log(entry.serial);
  }
  store.close();
}
