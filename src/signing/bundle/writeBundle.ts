import { canonicalJsonBytes } from '../../kernel/canonicalJson.ts';
import { ABOUT, type Bundle, FORMAT, VERSION } from './bundle.ts';

/** The file of a bundle: canonical JSON (RFC 8785) and a line end. The same bundle always gives the same bytes. */
export function writeBundle(bundle: Bundle): Buffer {
  const { file, content, at, policy, anchors, certificates, revocations } = bundle;
  const json = canonicalJsonBytes({
    format: FORMAT,
    version: VERSION,
    about: ABOUT,
    file: { name: file.name, digest: file.digest },
    content: content === null ? null : { name: content.name, digest: content.digest },
    at: at.toISOString(),
    policy: { text: policy.text, own: policy.isOwn },
    anchors: anchors.map(({ name, der }) => ({ name, der: base64(der) })),
    certificates: certificates.map(base64),
    revocations: revocations.map(({ kind, der, fetchedAt, source }) => ({
      ...{ kind, der: base64(der), fetchedAt: fetchedAt.toISOString(), source },
    })),
  });
  return Buffer.concat([json, Buffer.from('\n')]);
}

function base64(der: Uint8Array): string {
  return Buffer.from(der).toString('base64');
}
