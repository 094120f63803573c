import { ensurePki } from '../certs-dev/generate.ts';

/** The development PKI is there before any test, also when vitest is started without npm. */
export async function setup(): Promise<void> {
  await ensurePki(new Date());
}
