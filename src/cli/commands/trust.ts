import type { ExitCode } from '../../kernel/errors/row.ts';
import type { TrustFile } from '../../signing/trust/trustStore.ts';
import type { Certificate } from '../../signing/x509/certificate.ts';
import type { CommandSpec } from '../command.ts';
import type { Session } from '../session.ts';
import type { ShownAnchor } from '../views/trust.ts';

const WHICH = {
  name: 'FINGERPRINT',
  about: {
    en: 'SHA-256 of the certificate, sha256:…; its first 8 digits will do',
    vi: 'SHA-256 của chứng thư, sha256:…; 8 chữ số đầu là đủ',
  },
};

export const trustList: CommandSpec = {
  description: {
    en: 'Lists the trust anchors: those of the trust folder, which congvan trust keeps, and those the configuration names. Nothing else is ever trusted, not the system’s roots either. An expired one is marked: what it issued while it was in force may still be judged by it.',
    vi: 'Liệt kê các gốc tin cậy: trong thư mục tin cậy do congvan trust quản lý và trong cấu hình. Không tin cậy gì khác, kể cả gốc của hệ điều hành. Gốc hết hạn được đánh dấu: vẫn dùng để xét những gì nó cấp khi còn hiệu lực.',
  },
  examples: [{ line: 'congvan trust list', what: { en: 'what is trusted', vi: 'đang tin cậy những gì' } }],
  exitCodes: [10, 13],
  run: list,
};

export const trustShow: CommandSpec = {
  description: { en: 'Shows one trust anchor.', vi: 'Xem một gốc tin cậy.' },
  arguments: [WHICH],
  examples: [
    { line: 'congvan trust show sha256:1f0c9a52', what: { en: 'by fingerprint', vi: 'theo dấu vân tay' } },
  ],
  exitCodes: [10, 13],
  run: show,
};

export const trustAdd: CommandSpec = {
  description: {
    en: 'Trusts a root: puts the certificate into the trust folder of the home, whole or not at all. It must be a CA certificate, and its SHA-256 must be the one you give, which you compared with what the authority itself published. Of a file with several certificates the one with that fingerprint is taken.',
    vi: 'Tin cậy một chứng thư gốc: ghi trọn vẹn chứng thư vào thư mục tin cậy. Phải là chứng thư CA và có đúng SHA-256 bạn đưa, đã được đối chiếu với công bố của chính tổ chức cấp. Tệp có nhiều chứng thư: chỉ lấy chứng thư có dấu vân tay đó.',
  },
  arguments: [{ name: 'FILE', about: { en: 'certificate, PEM or DER', vi: 'chứng thư, PEM hoặc DER' } }],
  options: [
    {
      flags: '--fingerprint <digest>',
      about: {
        en: 'SHA-256 of the certificate, as the authority published it (sha256:…, or hexadecimal digits)',
        vi: 'SHA-256 của chứng thư theo công bố của tổ chức cấp (sha256:… hoặc chữ số thập lục phân)',
      },
    },
    {
      flags: '--yes',
      about: { en: 'trust it without comparing', vi: 'tin cậy mà không đối chiếu' },
    },
  ],
  examples: [
    {
      line: 'congvan trust add root.crt --fingerprint sha256:1f0c…9a52',
      what: { en: 'after comparing the fingerprint', vi: 'sau khi đối chiếu dấu vân tay' },
    },
  ],
  exitCodes: [10, 11, 13, 14],
  run: add,
};

export const trustRemove: CommandSpec = {
  description: {
    en: 'Trusts a root no longer: removes its file from the trust folder. What the configuration names is taken out there.',
    vi: 'Thôi tin cậy một gốc: xóa tệp của nó khỏi thư mục tin cậy. Gốc nêu trong cấu hình thì bỏ tại đó.',
  },
  arguments: [WHICH],
  examples: [
    { line: 'congvan trust remove sha256:1f0c9a52', what: { en: 'by fingerprint', vi: 'theo dấu vân tay' } },
  ],
  exitCodes: [10, 11, 13],
  run: remove,
};

async function list(session: Session): Promise<ExitCode> {
  const { anchorJson, anchorsText } = await import('../views/trust.ts');
  const anchors = await shownAnchors(session);
  session.output.result({
    json: { anchors: anchors.map(anchorJson) },
    text: (style) => anchorsText(style, anchors),
  });
  return 0;
}

async function show(session: Session): Promise<ExitCode> {
  await print(session, await named(session));
  return 0;
}

async function add(session: Session): Promise<ExitCode> {
  const { readInput } = await import('../files.ts');
  const { loadTrustStore } = await import('../../signing/trust/trustStore.ts');
  const { openTrustFolder } = await import('../../wireSigning.ts');
  const file = session.input.first;
  const config = await session.config();
  const der = await confirmed(session, { name: file, bytes: await readInput(session.io, file) });
  const [anchor] = loadTrustStore([{ name: file, bytes: der }], { dev: config.dev }).anchors;
  if (anchor === undefined) throw new TypeError('no anchor in a certificate that was read');
  const known = (await shownAnchors(session)).find((one) => isSame(one, anchor.certificate));
  if (known !== undefined)
    return await printAdded(session, known, 'already trusted', 'đã được tin cậy từ trước');
  const { nameOf, pemOf } = await import('../trustFile.ts');
  const folder = await openTrustFolder(config);
  const path = await folder.add(nameOf(anchor.certificate), pemOf(anchor.certificate));
  const shown = shownAnchor({ name: path, bytes: der }, 'trust.folder', anchor.certificate, session);
  return await printAdded(session, await shown, 'trusted from now on', 'được tin cậy từ bây giờ');
}

/** The certificate of the file that the user means. @throws TRUST_NOT_CONFIRMED, TRUST_FINGERPRINT_MISMATCH */
async function confirmed(session: Session, file: TrustFile): Promise<Uint8Array> {
  const { CongvanError } = await import('../../kernel/errors.ts');
  const { certificatesIn } = await import('../../signing/trust/pem.ts');
  const { described, givenFingerprint } = await import('../trustFile.ts');
  const { sha256 } = await import('../../kernel/digest.ts');
  const found = certificatesIn(file.name, file.bytes);
  const wanted = givenFingerprint(session.input);
  const told = found.map(described).join('; ');
  if (wanted !== undefined) {
    const match = found.find((der) => sha256(der) === wanted);
    if (match !== undefined) return match;
    throw new CongvanError('TRUST_FINGERPRINT_MISMATCH', { where: file.name, detail: told });
  }
  const [only] = found;
  if (session.input.flag('yes') && found.length === 1 && only !== undefined) return only;
  throw new CongvanError('TRUST_NOT_CONFIRMED', { where: file.name, detail: told });
}

async function remove(session: Session): Promise<ExitCode> {
  const { CongvanError } = await import('../../kernel/errors.ts');
  const { openTrustFolder } = await import('../../wireSigning.ts');
  const anchor = await named(session);
  if (anchor.origin === 'trust.anchors') throw new CongvanError('TRUST_CONFIGURED', { where: anchor.file });
  await (await openTrustFolder(await session.config())).remove(anchor.file);
  session.output.note('no longer trusted', 'không còn được tin cậy');
  await print(session, anchor);
  return 0;
}

async function printAdded(session: Session, anchor: ShownAnchor, en: string, vi: string): Promise<ExitCode> {
  session.output.note(en, vi);
  await print(session, anchor);
  return 0;
}

async function print(session: Session, anchor: ShownAnchor): Promise<void> {
  const { anchorJson, anchorText } = await import('../views/trust.ts');
  session.output.result({ json: anchorJson(anchor), text: (style) => anchorText(style, anchor) });
}

/** The one anchor that the argument names. @throws TRUST_UNKNOWN */
async function named(session: Session): Promise<ShownAnchor> {
  const { CongvanError } = await import('../../kernel/errors.ts');
  const given = session.input.first
    .toLowerCase()
    .replace(/^sha256:/, '')
    .replaceAll(':', '');
  const found = (await shownAnchors(session)).filter(({ certificate }) =>
    certificate.fingerprint.startsWith(`sha256:${given}`),
  );
  const [one, another] = found;
  if (given.length >= 8 && one !== undefined && another === undefined) return one;
  throw new CongvanError('TRUST_UNKNOWN', { where: session.input.first });
}

/** Every anchor there is, also those that judging would refuse (a development root without `--dev`). */
async function shownAnchors(session: Session): Promise<readonly ShownAnchor[]> {
  const { anchorFiles, openTrustFolder } = await import('../../wireSigning.ts');
  const { loadTrustStore } = await import('../../signing/trust/trustStore.ts');
  const config = await session.config();
  const own = new Set((await (await openTrustFolder(config)).files()).map(({ name }) => name));
  const files = await anchorFiles(config);
  const store = loadTrustStore(files, { dev: true });
  return await Promise.all(
    store.anchors.map(({ name, certificate }) =>
      shownAnchor(
        { name, bytes: certificate.der },
        own.has(name) ? 'trust.folder' : 'trust.anchors',
        certificate,
        session,
      ),
    ),
  );
}

async function shownAnchor(
  { name }: TrustFile,
  origin: ShownAnchor['origin'],
  certificate: Certificate,
  { clock }: Session,
): Promise<ShownAnchor> {
  const { isDevelopmentRoot } = await import('../../signing/trust/trustStore.ts');
  const now = clock.now();
  const state =
    now > certificate.notAfter ? 'EXPIRED' : now < certificate.notBefore ? 'NOT-YET-VALID' : 'VALID';
  return { certificate, file: name, origin, state, development: isDevelopmentRoot(certificate) };
}

function isSame({ certificate }: ShownAnchor, other: Certificate): boolean {
  return certificate.fingerprint === other.fingerprint;
}
