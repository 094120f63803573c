import type { Json } from '../../kernel/canonicalJson.ts';
import type { Certificate } from '../../signing/x509/certificate.ts';
import type { Style } from '../output.ts';

/** A trust anchor as people see it. */
export interface ShownAnchor {
  readonly certificate: Certificate;
  /** Absolute path of its file. */
  readonly file: string;
  /** Whether `congvan trust` keeps it, or the configuration names it. */
  readonly origin: 'trust.folder' | 'trust.anchors';
  readonly state: 'VALID' | 'EXPIRED' | 'NOT-YET-VALID';
  /** A root of `certs-dev`: trusted only with `--dev`. */
  readonly development: boolean;
}

export function anchorJson({ certificate, file, origin, state, development }: ShownAnchor): Json {
  return {
    subject: certificate.subject.text,
    issuer: certificate.issuer.text,
    serial: certificate.serialHex,
    fingerprint: certificate.fingerprint,
    notBefore: certificate.notBefore.toISOString(),
    notAfter: certificate.notAfter.toISOString(),
    ...{ state, development, file, origin },
  };
}

export function anchorsText(style: Style, anchors: readonly ShownAnchor[]): string {
  if (anchors.length === 0) {
    return style.say(
      'no trust anchors: congvan trust add FILE',
      'chưa có gốc tin cậy: congvan trust add TỆP',
    );
  }
  const head = [
    style.say('subject', 'chủ thể'),
    style.say('until', 'đến ngày'),
    style.say('state', 'trạng thái'),
  ];
  return style.table(
    [...head, style.say('from', 'từ'), style.say('fingerprint', 'dấu vân tay')],
    anchors.map((anchor) => [
      anchor.certificate.subject.text,
      day(anchor.certificate.notAfter),
      stateText(style, anchor),
      anchor.origin,
      anchor.certificate.fingerprint,
    ]),
  );
}

export function anchorText(style: Style, anchor: ShownAnchor): string {
  const { certificate, file, origin } = anchor;
  return style.facts([
    [style.say('subject', 'chủ thể'), certificate.subject.text],
    [style.say('issuer', 'nơi cấp'), certificate.issuer.text],
    [style.say('serial', 'số hiệu'), certificate.serialHex],
    [style.say('valid', 'hiệu lực'), `${day(certificate.notBefore)} … ${day(certificate.notAfter)}`],
    [style.say('state', 'trạng thái'), stateText(style, anchor)],
    [style.say('fingerprint', 'dấu vân tay'), certificate.fingerprint],
    [style.say('key', 'khóa'), certificate.spkiDigest],
    [style.say('file', 'tệp'), `${file} (${origin})`],
  ]);
}

function stateText(style: Style, { state, development }: ShownAnchor): string {
  const words = {
    VALID: style.say('valid', 'còn hiệu lực'),
    EXPIRED: style.paint.red(style.say('EXPIRED', 'HẾT HẠN')),
    'NOT-YET-VALID': style.paint.red(style.say('NOT YET VALID', 'CHƯA CÓ HIỆU LỰC')),
  };
  return development ? `${words[state]}, ${style.say('development', 'phát triển')}` : words[state];
}

function day(time: Date): string {
  return time.toISOString().slice(0, 10);
}
