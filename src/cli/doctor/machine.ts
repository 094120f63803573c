import { access, constants, stat, statfs } from 'node:fs/promises';
import { secretFilesOf } from '../../config/keyUri.ts';
import type { Config } from '../../config/schema.ts';
import { sqliteVersion } from '../../wire.ts';
import { type Check, type Finding, fail, ok, type Patient, warn } from './check.ts';

const MIB = 1024 * 1024;
/** Below this nothing can be received any more; below the other it is time to act. */
const FULL_BYTES = 256 * MIB;
const LOW_BYTES = 2048 * MIB;
/** This program is younger than anything it could have signed. */
const EARLIEST = new Date('2026-01-01T00:00:00Z');

const always = () => true;

export const MACHINE_CHECKS: readonly Check[] = [
  { name: 'runtime', concerns: always, run: runtime },
  { name: 'configuration', concerns: always, run: configuration },
  { name: 'permissions', concerns: always, run: permissions },
  { name: 'disk', concerns: always, run: disk },
  { name: 'clock', concerns: always, run: clock },
];

async function runtime(): Promise<readonly Finding[]> {
  const versions = `Node.js ${process.versions.node}, SQLite ${await sqliteVersion()}, OpenSSL ${process.versions.openssl}`;
  return [ok('runtime', versions, versions)];
}

async function configuration({ session, config }: Patient): Promise<readonly Finding[]> {
  const { file, unknownVariables, home } = await session.loaded();
  return [
    file === null
      ? warn('configuration', `${home.dir} has no congvan.toml`, `${home.dir} không có congvan.toml`, INIT)
      : ok('configuration', file, file),
    ...unknownVariables.map((name) =>
      warn('configuration', `${name} names no key`, `${name} không phải khóa nào`, {
        en: 'see congvan config show',
        vi: 'xem congvan config show',
      }),
    ),
    ...(config.dev
      ? [
          warn('dev', 'the development root is accepted', 'đang chấp nhận gốc phát triển', {
            en: 'set dev = false before anything real is signed',
            vi: 'đặt dev = false trước khi ký thật',
          }),
        ]
      : []),
  ];
}

const INIT = { en: 'make one: congvan init', vi: 'tạo bằng: congvan init' };

/** Secrets and private keys that others could read. */
async function permissions({ config, home }: Patient): Promise<readonly Finding[]> {
  const wide: string[] = [];
  for (const path of [home, ...secretFiles(config)]) {
    const mode = await modeOf(path);
    if (mode !== undefined && (mode & 0o077) !== 0) wide.push(`${path} (${(mode & 0o777).toString(8)})`);
  }
  if (wide.length === 0)
    return [ok('permissions', 'home and secrets are private', 'thư mục và bí mật không ai khác đọc được')];
  const list = wide.join(', ');
  return [
    warn('permissions', `readable by others: ${list}`, `người khác đọc được: ${list}`, {
      en: 'chmod 600 files, chmod 700 folders',
      vi: 'chmod 600 cho tệp, chmod 700 cho thư mục',
    }),
  ];
}

function secretFiles({ keys, axis, hub, log }: Config): readonly string[] {
  const files = [keys.person, keys.agency].flatMap((key) => [
    key?.secret_file,
    ...(key === undefined ? [] : secretFilesOf(key.uri)),
  ]);
  const receipt = hub === undefined ? [] : secretFilesOf(hub.receipt_key);
  return [...files, ...receipt, axis?.key, hub?.key, hub?.receipt_secret_file, log.key].filter(
    (file) => file !== undefined,
  );
}

async function modeOf(path: string): Promise<number | undefined> {
  return (await stat(path).catch(() => undefined))?.mode;
}

async function disk({ config, home }: Patient): Promise<readonly Finding[]> {
  const folder = config.hub === undefined ? config.blobs.uri : config.hub.blobs;
  const path = folder.replace(/^file:/, '');
  const there = (await stat(path).catch(() => undefined)) === undefined ? home : path;
  if ((await modeOf(there)) === undefined) {
    return [fail('disk', `${there} does not exist`, `chưa có ${there}`, INIT)];
  }
  await access(there, constants.W_OK | constants.X_OK);
  const { bavail, bsize } = await statfs(there);
  const free = bavail * bsize;
  const text = `${Math.floor(free / MIB)} MiB free at ${there}`;
  const vi = `còn trống ${Math.floor(free / MIB)} MiB tại ${there}`;
  if (free < FULL_BYTES) return [fail('disk', text, vi, SPACE)];
  return [free < LOW_BYTES ? warn('disk', text, vi, SPACE) : ok('disk', text, vi)];
}

const SPACE = {
  en: 'make room before documents are refused',
  vi: 'giải phóng dung lượng trước khi văn bản bị từ chối',
};

async function clock({ session }: Patient): Promise<readonly Finding[]> {
  const now = session.clock.now();
  const shown = now.toISOString();
  if (now >= EARLIEST) return [ok('clock', shown, shown)];
  return [
    fail('clock', `${shown} cannot be`, `${shown} không thể đúng`, {
      en: 'set the clock (NTP)',
      vi: 'chỉnh đồng hồ (NTP)',
    }),
  ];
}
