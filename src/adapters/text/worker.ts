/** Runs in a thread of its own: reads one file, posts its text. Any failure ends the thread without a message. */
import { parentPort, workerData } from 'node:worker_threads';

interface Work {
  readonly kind: 'pdf' | 'docx';
  readonly bytes: Uint8Array;
}

const { kind, bytes } = workerData as Work;
parentPort?.postMessage(kind === 'pdf' ? await readPdf(bytes) : await readDocx(bytes));

async function readPdf(pdf: Uint8Array): Promise<{ text: string; extractor: string }> {
  const { extractText } = await import('unpdf');
  const { text } = await extractText(pdf, { mergePages: false });
  return { text: text.join('\n\f'), extractor: 'unpdf' };
}

async function readDocx(docx: Uint8Array): Promise<{ text: string; extractor: string }> {
  const { default: mammoth } = await import('mammoth');
  const { value } = await mammoth.extractRawText({ buffer: Buffer.from(docx) });
  return { text: value, extractor: 'mammoth' };
}
