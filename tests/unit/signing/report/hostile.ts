/** A report in which every text that comes from a file or a certificate tries to be something else. */
import type {
  ChainSummary,
  RevocationSummary,
  SignatureReport,
  ValidationReport,
} from '../../../../src/signing/report.ts';

/** Markup, ends of attributes and style, control characters, direction marks, lone surrogates, what XML may not hold. */
export const EVIL = `</style></title><script>alert(1)</script>"' onload='x' & ]]> <!-- \u202e\u0000\u001b[2J\ud800\uffff`;

const certificate = {
  ...{ subject: `CN=${EVIL}`, issuer: EVIL, serial: '01' },
  fingerprint: `sha256:${'12'.repeat(32)}`,
  ...{ notBefore: '2024-01-01T00:00:00.000Z', notAfter: '2044-01-01T00:00:00.000Z' },
};
const chain: ChainSummary = { status: 'INVALID', certificates: [certificate] };
const revocation: RevocationSummary = {
  ...{ status: 'REVOKED', source: 'crl', producedAt: '2026-01-01T00:00:00.000Z' },
  revokedAt: '2025-01-01T00:00:00.000Z',
};

const SIGNATURE: SignatureReport = {
  ...{ field: EVIL, role: 'person', format: 'ETSI.CAdES.detached', level: 'B-T' },
  signer: { name: EVIL, organization: EVIL, agency: EVIL, certificate },
  ...{ indication: 'TOTAL-FAILED', subIndication: 'REVOKED', cryptography: 'INTACT', coverage: 'REVISION' },
  signed: [{ name: EVIL, extent: 'PART' }],
  ...{ modifications: 'FORBIDDEN', chain, revocation },
  ...{ signingTime: '2025-06-01T00:00:00.000Z', bestTime: null },
  timestamps: [
    {
      ...{ indication: 'INDETERMINATE', subIndication: 'NO_POE', time: '2025-06-01T00:00:00.000Z' },
      ...{ authority: EVIL, chain, revocation },
    },
  ],
  reasons: [
    { code: 'CERT_REVOKED', text: `the signer's certificate was revoked: ${EVIL}` },
    { code: 'PDF_CHANGE_PAGE_CONTENT', text: EVIL },
  ],
};

export const HOSTILE: ValidationReport = {
  ...{ file: `${EVIL}.pdf`, kind: 'pdf', indication: 'TOTAL-FAILED', documentUnchanged: false },
  signatures: [
    SIGNATURE,
    { ...SIGNATURE, signer: null, indication: 'INDETERMINATE', subIndication: 'TRY_LATER' },
  ],
  reasons: [{ code: 'PDF_CHANGE_BYTES_AFTER_END', text: EVIL }],
  policy: EVIL,
  rules: {
    name: EVIL,
    version: EVIL,
    digest: `sha256:${'34'.repeat(32)}`,
    weaker: [EVIL, 'revocation.required'],
  },
  digest: `sha256:${'56'.repeat(32)}`,
  updates: [
    {
      ...{ revision: 2, start: 10, end: 20, signatures: [EVIL] },
      changes: [
        { code: 'PDF_CHANGE_METADATA', allowed: true, obstacle: null, path: EVIL, text: EVIL },
        {
          ...{ code: 'PDF_CHANGE_FIELD_FILLED', allowed: false, obstacle: 'PDF_CHANGE_NOT_PERMITTED' },
          ...{ path: EVIL, text: EVIL },
        },
      ],
      reasons: [],
    },
    {
      ...{ revision: 3, start: 20, end: 30, signatures: [], changes: null },
      reasons: [{ code: 'PDF_CHANGES_UNREADABLE', text: EVIL }],
    },
  ],
  at: '2026-11-21T00:00:00.000Z',
};
