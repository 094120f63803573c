import type { AgencyEntry } from '../../exchange/directory.ts';
import { parseDirectoryList } from '../../exchange/directoryDocument.ts';
import { sha256 } from '../../kernel/digest.ts';
import { parseAgencyCode } from '../../registry/agencyCode.ts';
import type { TimestampAuthority } from '../../signing/timestampAuthority.ts';
import { requestTimestamp } from '../../signing/tsp/timestamp.ts';
import { parseTimestampToken } from '../../signing/tsp/token.ts';
import { openAxis } from '../../wire.ts';
import { fileAt, openAuthorities } from '../../wireSigning.ts';
import { addressBook } from '../open.ts';
import { type Check, type Finding, fail, failed, ok, type Patient, warn } from './check.ts';
import { firstCertificate } from './keys.ts';

/** Beyond this our statuses and receipts look odd to others; beyond the other, certificates and leases go wrong. */
const ODD_MS = 5_000;
const WRONG_MS = 120_000;

export const PEER_CHECKS: readonly Check[] = [
  {
    name: 'tsa',
    concerns: ({ agency, keys }) => agency !== undefined || keys.person !== undefined,
    run: authorities,
  },
  { name: 'axis', concerns: ({ axis }) => axis !== undefined, run: axisAnswers },
  { name: 'directory', concerns: ({ axis }) => axis !== undefined, run: ownEntry },
  { name: 'hub.directory', concerns: ({ hub }) => hub !== undefined, run: hubDirectory },
];

async function authorities({ around }: Patient): Promise<readonly Finding[]> {
  const all = await openAuthorities(around);
  if (all.length === 0) {
    const level = around.config.signing.level;
    if (level === 'B-B') return [];
    return [
      fail('tsa', `level ${level} needs a timestamp authority`, `mức ${level} cần máy chủ dấu thời gian`, {
        en: 'set signing.tsa',
        vi: 'đặt signing.tsa',
      }),
    ];
  }
  return Promise.all(all.map((authority) => oneAuthority(around, authority)));
}

/** A real timestamp; its time is compared with our clock. */
async function oneAuthority(
  { clock, random }: Patient['around'],
  authority: TimestampAuthority,
): Promise<Finding> {
  try {
    const started = clock.now().getTime();
    const imprint = Buffer.from(sha256(random(32)).slice(7), 'hex');
    const token = parseTimestampToken(await requestTimestamp(imprint, 'SHA-256', [authority], random));
    const ended = clock.now().getTime();
    const offset = Math.round(token.info.genTime.getTime() - (started + ended) / 2);
    const text = `${authority.name} answers in ${ended - started} ms, clock offset ${offset} ms`;
    const vi = `${authority.name} trả lời sau ${ended - started} ms, lệch giờ ${offset} ms`;
    // genTime may be whole seconds.
    if (Math.abs(offset) > WRONG_MS) return fail('tsa', text, vi, NTP);
    return Math.abs(offset) > ODD_MS ? warn('tsa', text, vi, NTP) : ok('tsa', text, vi);
  } catch (error) {
    return failed('tsa', error);
  }
}

const NTP = { en: 'set the clock (NTP)', vi: 'chỉnh đồng hồ (NTP)' };

async function axisAnswers({ config }: Patient): Promise<readonly Finding[]> {
  const axis = await openAxis(config);
  try {
    const started = performance.now();
    await axis.ping();
    const ms = Math.round(performance.now() - started);
    return [
      ok('axis', `${config.axis?.url} answers in ${ms} ms`, `${config.axis?.url} trả lời sau ${ms} ms`),
    ];
  } finally {
    await axis.close();
  }
}

/** Does the address book know us, with the keys we use? Otherwise nobody accepts what we send. */
async function ownEntry({ session, config }: Patient): Promise<readonly Finding[]> {
  const book = await addressBook(session);
  const all = await book.list();
  if (config.agency === undefined || config.axis === undefined) return [];
  const own = await book.find(parseAgencyCode(config.agency.code));
  if (own === undefined) {
    return [
      fail(
        'directory',
        `the address book does not know ${config.agency.code}`,
        `danh bạ không có ${config.agency.code}`,
        OPERATOR,
      ),
    ];
  }
  const tls = await firstCertificate(config.axis.certificate);
  return [
    ok('directory', `${all.length} agencies`, `${all.length} cơ quan`),
    ...(own.active
      ? []
      : [
          fail('directory', 'the address book marks us inactive', 'danh bạ ghi ta không hoạt động', OPERATOR),
        ]),
    ...unknownKey(own, tls.spkiDigest),
  ];
}

function unknownKey(own: AgencyEntry, tls: AgencyEntry['tlsKeys'][number]): readonly Finding[] {
  if (own.tlsKeys.includes(tls)) return [];
  return [
    fail(
      'directory',
      'the address book does not have our TLS key',
      'danh bạ không có khóa TLS của ta',
      OPERATOR,
    ),
  ];
}

const OPERATOR = { en: 'tell the operator of the axis', vi: 'báo đơn vị vận hành trục' };

async function hubDirectory({ config }: Patient): Promise<readonly Finding[]> {
  if (config.hub === undefined) return [];
  const agencies = parseDirectoryList(await fileAt(config.hub.directory));
  const text = `${agencies.length} agencies`;
  if (agencies.length > 0) return [ok('hub.directory', text, `${agencies.length} cơ quan`)];
  return [
    warn('hub.directory', 'the address book is empty', 'danh bạ trống', {
      en: 'add agencies to it: code, name, TLS and seal keys',
      vi: 'thêm cơ quan: mã, tên, khóa TLS và khóa con dấu',
    }),
  ];
}
