/**
 * The main job, end to end, with separate real processes on loopback: timestamp authority, OCSP responder, CRL
 * repository, axis, and two agencies with a daemon each. A real letter is numbered, stamped, signed, sealed, sent with an
 * attachment, relayed, received, verified, registered, archived, found, proven, and its statuses come back.
 * Fails loudly at the first step that fails. Can be run again; everything lies in `.demo/` (or CONGVAN_DEMO_DIR).
 */
import { copyFile, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { CONGVAN, ROOT, type Service, start } from './processes.ts';
import { congvan, congvanJson, eventually, say, step } from './steps.ts';

const DIR = process.env.CONGVAN_DEMO_DIR ?? join(ROOT, '.demo');
const at = (...parts: readonly string[]) => join(DIR, ...parts);
const fixture = (...parts: readonly string[]) => join(ROOT, 'tests/fixtures', ...parts);
const PKI = join(ROOT, 'certs-dev/out');

const SENDER = { home: at('so-tai-chinh'), code: 'H29.12', name: 'Sở Tài chính', abbreviation: 'STC' };
const RECEIVER = { home: at('so-noi-vu'), code: 'H29.13', name: 'Sở Nội vụ', abbreviation: 'SNV' };
const AXIS = at('truc-lien-thong');
const SUBJECT = 'Báo cáo công tác số hóa hồ sơ lưu trữ năm 2026';
const SIGNER = 'Nguyễn Thị Hồng Đào';

const services: Service[] = [];

async function main(): Promise<void> {
  const pki = await startPkiServers();
  const axisUrl = await startAxis(pki);
  await makeHomes(pki, axisUrl);
  await startDaemons();
  const sealed = await makeDocument();
  const sent = await sendDocument(sealed);
  const recordId = await awaitArrival(sent.messageId);
  await findAndProve(recordId);
  await awaitStatuses(sent.messageId);
}

/** Where the servers of the development PKI answer. */
interface PkiServers {
  readonly tsa: string;
  /** From the addresses in the certificates to the free ports of this run. */
  readonly overrides: Readonly<Record<string, string>>;
}

const log = (name: string) => at(`${name}.log`);

async function startPkiServers(): Promise<PkiServers> {
  return await step('start timestamp authority, OCSP responder and CRL repository', async () => {
    await rm(DIR, { recursive: true, force: true });
    await mkdir(DIR, { recursive: true });
    const argv = [join(ROOT, 'tests/demo/pkiServers.ts')];
    const servers = await start('pki servers', argv, log('pki'), (printed) => printed.endsWith('\n'));
    services.push(servers);
    return JSON.parse(servers.printed);
  });
}

async function startAxis(pki: PkiServers): Promise<string> {
  return await step('start the axis', async () => {
    await congvan(['axis', 'init', '--home', AXIS, '--dev-pki', PKI, '--port', '0']);
    await redirect(AXIS, pki);
    const ready = (printed: string) => printed.includes('axis listening');
    const axis = await start('axis', [CONGVAN, 'axis', '--home', AXIS], log('axis'), ready);
    services.push(axis);
    return `https://127.0.0.1:${/"port":(\d+)/.exec(axis.printed)?.[1] ?? ''}`;
  });
}

async function makeHomes(pki: PkiServers, axisUrl: string): Promise<void> {
  await step('make the homes of two agencies', async () => {
    for (const agency of [SENDER, RECEIVER]) {
      await congvan([
        ...['init', '--home', agency.home, '--agency', agency.code, '--name', agency.name],
        ...['--abbreviation', agency.abbreviation, '--place', 'An Bình', '--parent', 'UBND tỉnh An Bình'],
        ...['--dev-pki', PKI, '--axis', axisUrl, '--tsa', pki.tsa, '--seal-diameter', '36'],
        ...['--person-image', fixture('images/signature.png'), '--seal-image', fixture('images/seal.png')],
      ]);
      await redirect(agency.home, pki);
    }
    await copyFile(fixture('documents/cong-van.pdf'), at('cong-van.pdf'));
    await copyFile(fixture('documents/phu-luc.xlsx'), at('phu-luc.xlsx'));
  });
}

/** The certificates name fixed ports; this run's servers have free ones. */
async function redirect(home: string, { overrides }: PkiServers): Promise<void> {
  const file = join(home, 'congvan.toml');
  const table = Object.entries(overrides).map(([from, to]) => `"${from}" = "${to}"`);
  const line = `overrides = { ${table.join(', ')} }`;
  await writeFile(file, (await readFile(file, 'utf8')).replace(/^#? ?overrides = .*$/m, line), {
    mode: 0o600,
  });
}

async function startDaemons(): Promise<void> {
  for (const { home, name } of [SENDER, RECEIVER]) {
    await step(`start the daemon of ${name}`, async () => {
      const argv = [CONGVAN, 'daemon', '--home', home];
      const ready = (printed: string) => printed.includes('daemon started');
      services.push(await start(name, argv, `${home}.log`, ready));
    });
  }
}

async function makeDocument(): Promise<string> {
  const home = ['--home', SENDER.home];
  const code = await step('take the next number of the outgoing book', async () => {
    const about = ['--type', 'Công văn', '--unit', 'VP', '--subject', SUBJECT, '--signer', SIGNER];
    return (await congvanJson<{ code: string }>(['number', 'next', ...about, ...home])).code;
  });
  say(`number ${code}`);
  await step('stamp number, place and date on the draft', async () => {
    await congvan(['stamp', at('cong-van.pdf'), '--number', code, '-o', at('1-stamped.pdf'), ...home]);
  });
  await step(`${SIGNER} signs (blue image, timestamp)`, async () => {
    await congvan(['sign', at('1-stamped.pdf'), '--as', 'person', '-o', at('2-signed.pdf'), ...home]);
  });
  await step(`${SENDER.name} seals (red image over its left third, timestamp)`, async () => {
    await congvan(['sign', at('2-signed.pdf'), '--as', 'agency', '-o', at('3-sealed.pdf'), ...home]);
  });
  await step('verify the sealed document', async () => {
    await congvan(['verify', at('3-sealed.pdf'), ...home]);
  });
  return code;
}

async function sendDocument(code: string): Promise<{ messageId: string }> {
  return await step(`send it with one attachment to ${RECEIVER.name}`, () =>
    congvanJson<{ messageId: string }>([
      ...['send', at('3-sealed.pdf'), at('phu-luc.xlsx'), '--number', code, '--to', RECEIVER.code],
      ...['--position', 'Giám đốc', '--place', 'Như trên', '--place', 'Lưu: VT, VP.', '--home', SENDER.home],
    ]),
  );
}

async function awaitArrival(messageId: string): Promise<string> {
  return await step('relayed, received, verified, registered and archived', () =>
    eventually('filing', async () => {
      const items = await congvanJson<{
        items: { messageId: string; state: string; recordId: string | null }[];
      }>([...['inbox', 'list', '--home', RECEIVER.home]]);
      const item = items.items.find((one) => one.messageId === messageId);
      if (item === undefined || item.state === 'received') return undefined;
      if (item.state !== 'filed' || item.recordId === null)
        throw new Error(`the item is ${JSON.stringify(item)}`);
      return item.recordId;
    }),
  );
}

async function findAndProve(recordId: string): Promise<void> {
  const home = ['--home', RECEIVER.home];
  await step('find it without accents: "so hoa ho so"', async () => {
    const { hits } = await congvanJson<{ hits: { id: string }[] }>([
      'archive',
      'search',
      'so hoa ho so',
      ...home,
    ]);
    if (!hits.some(({ id }) => id === recordId)) throw new Error(`not found among ${hits.length} hits`);
  });
  await step('export the record', async () => {
    await congvan(['archive', 'export', recordId, at('record'), ...home]);
  });
  await step('prove the record against the signed log', async () => {
    await congvan(['archive', 'prove', recordId, '-o', at('record.tlog-proof'), ...home]);
  });
  await step('check the proof as an auditor: no home, no store, no network', async () => {
    const given = ['--vkey', at('record/log.vkey'), '--record', at('record/record.json')];
    await congvan(['archive', 'check-proof', at('record.tlog-proof'), ...given]);
  });
}

async function awaitStatuses(messageId: string): Promise<void> {
  await step('receipts E1 and E3 and the statuses 01 and 03 are back at the sender', () =>
    eventually('statuses', async () => {
      const shown = JSON.stringify(
        await congvanJson<unknown>(['outbox', 'show', messageId, '--home', SENDER.home]),
      );
      const wanted = ['"E1"', '"E3"', '"01"', '"03"', '"delivered"'];
      return wanted.every((word) => shown.includes(word)) ? shown : undefined;
    }),
  );
  process.stdout.write((await congvan(['outbox', 'show', messageId, '--home', SENDER.home])).stdout);
}

function tell(): void {
  const here = (path: string) => relative(process.cwd(), path) || '.';
  process.stdout.write(`
The files lie in ${here(DIR)}/:
  cong-van.pdf, 1-stamped.pdf, 2-signed.pdf, 3-sealed.pdf   the letter, step by step
  record/, record.tlog-proof                               the exported record and its proof
  so-tai-chinh/, so-noi-vu/, truc-lien-thong/               the homes of the agencies and the axis

Try:
  npx congvan archive search "so hoa ho so" --home ${here(RECEIVER.home)}
  npx congvan inbox list --home ${here(RECEIVER.home)}
  npx congvan outbox list --home ${here(SENDER.home)}
  npx congvan number list --home ${here(SENDER.home)}
  npx congvan verify ${here(at('3-sealed.pdf'))} --offline --home ${here(SENDER.home)}
`);
}

try {
  await main();
  tell();
} catch (error) {
  process.stderr.write(`\n${error instanceof Error ? error.message : String(error)}\n`);
  process.stderr.write(`demo failed; the logs of the servers lie in ${DIR}\n`);
  process.exitCode = 1;
} finally {
  for (const service of services.reverse()) await service.stop();
}
