import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { loadConfig } from '../../../src/config/load.ts';
import { configTemplate } from '../../../src/config/template.ts';

const values = {
  dev: true,
  'agency.code': 'H29.12',
  'agency.name': 'Sở "Nội vụ"',
  'agency.place': 'Thành phố Hồ Chí Minh',
  'agency.abbreviation': 'SNV',
  'signing.tsa': ['http://127.0.0.1:3161/tsa'],
  'revocation.overrides': { 'http://ocsp.vn/a': 'http://127.0.0.1/b' },
  'daemon.poll_seconds': 0.5,
};

test.each(['en', 'vi'] as const)('a written file reads back as what was given (%s)', (lang) => {
  const home = mkdtempSync(join(tmpdir(), 'congvan-template-'));
  try {
    const toml = configTemplate(values, lang);
    writeFileSync(join(home, 'congvan.toml'), toml);
    const { config } = loadConfig({ home, flags: [], environment: {}, cwd: '/' });
    expect(config).toMatchObject({
      dev: true,
      agency: { code: 'H29.12', name: 'Sở "Nội vụ"' },
      signing: { tsa: ['http://127.0.0.1:3161/tsa'] },
      revocation: { overrides: { 'http://ocsp.vn/a': 'http://127.0.0.1/b' } },
      daemon: { poll_seconds: 0.5 },
    });
    expect(toml).toContain('# level = "B-T"');
    expect(toml).not.toContain('[hub]');
  } finally {
    rmSync(home, { recursive: true });
  }
});
