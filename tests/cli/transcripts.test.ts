import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'vitest';
import { playTranscript } from './run.ts';

const FOLDER = import.meta.dirname;

describe.concurrent('transcripts', () => {
  for (const name of readdirSync(FOLDER).filter((file) => file.endsWith('.txt'))) {
    test(name.replace('.txt', ''), async () => playTranscript(readFileSync(join(FOLDER, name), 'utf8')));
  }
});
