/** Where the time of one signature goes, and what a long document adds to it. */
import { hash } from 'node:crypto';
import { openPdf } from '../../src/signing/pdf/read/document.ts';
import { refuseToSign } from '../../src/signing/pdf/refuseToSign.ts';
import { findSignerGap } from '../../src/signing/pdf/signerLines.ts';
import { signPdf } from '../../src/signing/pdf/signPdf.ts';
import { devSignerKey } from '../unit/signing/devPki.ts';
import { request } from '../unit/signing/pdfWrite/signing.ts';
import { longPdf } from './longPdf.ts';
import { judgeFor, letters, SIGNER_NAME } from './signing.ts';

const ROUNDS = 800;
/** The compiler is done after so many. */
const WARM = 400;
/** Of all rounds the fast ones count: a busy machine disturbs the others. */
const QUANTILE = 0.2;

type Work = () => unknown;

async function milliseconds(work: Work): Promise<number> {
  const times: number[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    const start = performance.now();
    await work();
    if (round >= WARM) times.push(performance.now() - start);
  }
  return times.sort((a, b) => a - b)[Math.floor(times.length * QUANTILE)] ?? 0;
}

async function stages(signer: string): Promise<readonly (readonly [string, Work])[]> {
  const [letter] = await letters();
  const asked = await request(letter, 'person', { signer, name: SIGNER_NAME });
  const judge = await judgeFor(await signPdf(asked));
  const signed = await signPdf({ ...asked, level: 'B-B', judge });
  const key = devSignerKey(signer);
  return [
    ['the key alone', () => key.sign(letter.subarray(0, 300), 'SHA-256')],
    ['SHA-256 over the finished file', () => hash('sha256', signed)],
    ['opening, and refusing what must not be signed', () => refuseToSign(openPdf(letter))],
    ['finding the place between two lines', () => findSignerGap(openPdf(letter), SIGNER_NAME)],
    ['judging the result', () => judge(signed)],
    ['a B-B signature, judged', () => signPdf({ ...asked, level: 'B-B', judge })],
  ];
}

/** Prints milliseconds; nothing passes or fails. */
export async function stagesTable(signer: string): Promise<void> {
  process.stdout.write('milliseconds of one signature by stage (the fastest fifth of the rounds)\n');
  for (const [what, work] of await stages(signer)) print(what, await milliseconds(work));
  await longDocument(signer);
}

const PAGES = 5000;
const LONG_ROUNDS = 10;

/** The aim: at most 100 ms more than one page takes. Each is opened anew, as a document that comes is. */
async function longDocument(signer: string): Promise<void> {
  const name = 'Le Van An';
  const [short, long] = [longPdf(1, name), longPdf(PAGES, name)];
  const asked = await request(short, 'person', { signer, name });
  const judge = await judgeFor(await signPdf(asked));
  const took = (pdf: Uint8Array) => processorTime(() => signPdf({ ...asked, pdf, level: 'B-B', judge }));
  const one = await took(short);
  print('one page, signed and judged, processor time', one);
  const added = (await took(long)) - one;
  print(`${PAGES} pages, ${(long.length / 1e6).toFixed(1)} MB: what they add to it`, added);
}

/** Of all threads of this process, garbage collection included. @returns milliseconds a time, after a warm-up */
async function processorTime(work: Work): Promise<number> {
  for (let round = 0; round < LONG_ROUNDS; round++) await work();
  const before = process.cpuUsage();
  for (let round = 0; round < LONG_ROUNDS; round++) await work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000 / LONG_ROUNDS;
}

function print(what: string, value: number): void {
  process.stdout.write(`  ${what.padEnd(56)} ${value.toFixed(2).padStart(8)} ms\n`);
}
