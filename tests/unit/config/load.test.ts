import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { DEFAULTS } from '../../../src/config/defaults.ts';
import { findHome } from '../../../src/config/home.ts';
import { environmentName, LEAVES, leafAt } from '../../../src/config/leaves.ts';
import { type ConfigSources, loadConfig, readConfig } from '../../../src/config/load.ts';
import { CongvanError } from '../../../src/kernel/errors.ts';

let home = '';
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'congvan-config-'));
});
afterEach(() => rmSync(home, { recursive: true }));

function sources(toml: string | undefined, more: Partial<ConfigSources> = {}): ConfigSources {
  if (toml !== undefined) writeFileSync(join(home, 'congvan.toml'), toml);
  return { home, flags: [], environment: {}, cwd: '/', ...more };
}

function refusal(given: ConfigSources): CongvanError {
  try {
    loadConfig(given);
  } catch (error) {
    if (error instanceof CongvanError) return error;
    throw error;
  }
  throw new Error('it was accepted');
}

describe('layers', () => {
  const toml = '[signing]\nlevel = "B-B"\n[daemon]\npoll_seconds = 3\nidle_seconds = 4\n';
  const environment = { CONGVAN_DAEMON_POLL_SECONDS: '5', CONGVAN_DAEMON_IDLE_SECONDS: '6' };
  const flags = [{ key: 'daemon.idle_seconds', value: '7', flag: '--set' }];

  test('flags win over environment, environment over file, file over defaults', () => {
    const { config, origins } = loadConfig(sources(toml, { environment, flags }));
    expect(config.daemon).toMatchObject({ poll_seconds: 5, idle_seconds: 7, stop_seconds: 10 });
    expect(config.signing.level).toBe('B-B');
    expect(origins.get('daemon.idle_seconds')).toEqual({ kind: 'flag', name: '--set' });
    expect(origins.get('daemon.poll_seconds')).toEqual({
      kind: 'environment',
      name: 'CONGVAN_DAEMON_POLL_SECONDS',
    });
    expect(origins.get('signing.level')?.kind).toBe('file');
    expect(origins.get('daemon.stop_seconds')?.kind).toBe('default');
  });

  test('no file at all gives the defaults', () => {
    const { config, file } = loadConfig(sources(undefined));
    expect(file).toBeNull();
    expect(config).toMatchObject({ dev: false, signing: { level: 'B-T', tsa: [] }, keys: {} });
    expect(config.agency).toBeUndefined();
    expect(config.hub).toBeUndefined();
  });

  test('defaults of an optional section count only when it is used', () => {
    const { config } = loadConfig(
      sources('[hub]\ncertificate="a"\nkey="b"\nclient_ca="c"\nreceipt_key="keyfile:d"\n'),
    );
    expect(config.hub).toMatchObject({ host: '127.0.0.1', port: 8443, store: `sqlite:${home}/hub.db` });
  });

  test('lists and tables come from text by comma and equals sign', () => {
    const { config } = loadConfig(
      sources('', {
        environment: {
          CONGVAN_SIGNING_TSA: 'http://a.vn/tsa, http://b.vn/tsa',
          CONGVAN_REVOCATION_OVERRIDES: 'http://ocsp.ca.vn=http://127.0.0.1:1/ocsp',
          CONGVAN_DEV: '1',
        },
      }),
    );
    expect(config.signing.tsa).toEqual(['http://a.vn/tsa', 'http://b.vn/tsa']);
    expect(config.revocation.overrides).toEqual({ 'http://ocsp.ca.vn': 'http://127.0.0.1:1/ocsp' });
    expect(config.dev).toBe(true);
  });

  test('a table of URLs in the file is one value', () => {
    const { config, origins } = loadConfig(
      sources('[revocation.overrides]\n"http://ocsp.ca.vn/x.y" = "http://127.0.0.1:1/ocsp"\n'),
    );
    expect(config.revocation.overrides).toEqual({ 'http://ocsp.ca.vn/x.y': 'http://127.0.0.1:1/ocsp' });
    expect(origins.get('revocation.overrides')?.kind).toBe('file');
  });
});

describe('paths', () => {
  test('are relative to the home, in URIs too; absolute ones stay', () => {
    const { config } = loadConfig(
      sources(
        '[trust]\nanchors = ["root.pem", "/etc/root.pem"]\n[keys.person]\nuri = "keyfile:keys/p.pem?cert=keys/p.crt"\nsecret_file="pin"\n',
      ),
    );
    expect(config.trust.anchors).toEqual([`${home}/root.pem`, '/etc/root.pem']);
    expect(config.keys.person).toEqual({
      uri: `keyfile:${home}/keys/p.pem?cert=${home}/keys/p.crt`,
      secret_file: `${home}/pin`,
    });
    expect(config.store.uri).toBe(`sqlite:${home}/store.db`);
  });
});

describe('refusals name the key, the place and the nearest', () => {
  test.each([
    [
      '[signing]\nlevle = "B-T"\n',
      'CONFIG_UNKNOWN_KEY',
      /signing\.levle in .*congvan\.toml/,
      'did you mean signing.level?',
    ],
    ['[singing]\nlevel = "B-T"\n', 'CONFIG_UNKNOWN_KEY', /^singing in/, 'did you mean signing?'],
    ['zzzzzz = 1\n', 'CONFIG_UNKNOWN_KEY', /^zzzzzz in/, undefined],
    ['[signing]\nlevel = "B-X"\n', 'CONFIG_INVALID', /^signing\.level in .*congvan\.toml/, undefined],
    ['[daemon]\npoll_seconds = "often"\n', 'CONFIG_INVALID', /^daemon\.poll_seconds/, undefined],
    ['signing = 3\n', 'CONFIG_INVALID', /^signing in/, undefined],
    [
      '[agency]\ncode = "H29.12"\n',
      'CONFIG_MISSING_KEY',
      /^agency\.name$/,
      'it is the full name as in documents',
    ],
    [
      '[axis]\nurl = "http://a.vn"\nca="a"\ncertificate="b"\nkey="c"\nreceipt_certificate="d"\n',
      'CONFIG_INVALID',
      /^axis\.url/,
      undefined,
    ],
    ['[store]\nuri = "mysql:x"\n', 'CONFIG_INVALID', /^store\.uri/, undefined],
    ['dev = maybe\n', 'CONFIG_INVALID', /congvan\.toml$/, undefined],
  ])('%j', (toml, code, where, hint) => {
    const error = refusal(sources(toml));
    expect(error.code).toBe(code);
    expect(error.row.exit).toBe(10);
    expect(error.where).toMatch(where);
    const own = error.ownHint;
    expect(typeof own === 'object' ? own.en : own).toBe(hint);
  });

  test('a bad variable and a bad flag are named as such', () => {
    expect(refusal(sources('', { environment: { CONGVAN_DAEMON_POLL_SECONDS: 'x' } })).where).toBe(
      'daemon.poll_seconds in CONGVAN_DAEMON_POLL_SECONDS',
    );
    const flags = [{ key: 'signing.tsaa', value: 'x', flag: '--set' }];
    expect(refusal(sources('', { flags }))).toMatchObject({
      code: 'CONFIG_UNKNOWN_KEY',
      where: 'signing.tsaa in --set',
    });
  });

  test('several problems: the first is the error, all are listed on demand', () => {
    const given = sources('a = 1\n[signing]\nlevel = "x"\n');
    expect(refusal(given).detail).toMatch(/1 more: congvan config check/);
    const reading = readConfig(given);
    expect(reading.kind === 'invalid' && reading.problems.length).toBe(2);
  });

  test('a folder in place of congvan.toml is a clear error', () => {
    mkdirSync(join(home, 'congvan.toml'));
    expect(refusal(sources(undefined))).toMatchObject({ code: 'CONFIG_INVALID', detail: 'cannot be read' });
  });

  test('variables that name no key are told', () => {
    const environment = { CONGVAN_SIGNING_LEVLE: 'x', CONGVAN_HOME: home };
    expect(loadConfig(sources('', { environment })).unknownVariables).toEqual(['CONGVAN_SIGNING_LEVLE']);
  });
});

describe('the home', () => {
  test.each([
    ['the flag first', { flag: 'f', environment: { CONGVAN_HOME: '/e' }, cwd: '/c' }, '/c/f', '--home'],
    ['then the variable', { environment: { CONGVAN_HOME: 'e' }, cwd: '/c' }, '/c/e', 'CONGVAN_HOME'],
    ['else ~/.congvan', { environment: {}, cwd: '/c' }, undefined, 'default'],
  ])('%s', (_, choice, dir, chosenBy) => {
    const found = findHome(choice);
    expect(found.chosenBy).toBe(chosenBy);
    if (dir !== undefined) expect(found.dir).toBe(dir);
  });

  test('the current folder when it holds congvan.toml', () => {
    writeFileSync(join(home, 'congvan.toml'), '');
    expect(findHome({ environment: {}, cwd: home })).toEqual({ dir: home, chosenBy: 'current folder' });
  });
});

describe('the schema', () => {
  test('every default names a value of the schema and passes it', () => {
    for (const path of Object.keys(DEFAULTS)) expect(leafAt(path), path).toBeDefined();
  });

  test('every value has its own variable', () => {
    expect(new Set(LEAVES.map(({ path }) => environmentName(path))).size).toBe(LEAVES.length);
  });
});
