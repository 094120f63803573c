import { isCongvanError } from '../../kernel/errors.ts';
import { foldVietnamese } from '../../kernel/vietnameseText.ts';
import { parseReceivedAgencyCode } from '../../registry/agencyCode.ts';
import { findDocumentType } from '../../registry/documentTypes.ts';
import { findUrgency } from '../../registry/urgency.ts';
import type { Condition, RecordQuery } from '../query.ts';
import { foldedRuns, slug } from './fold.ts';

interface FieldRow {
  /** The first is shown in help; marks and case do not matter. */
  readonly names: readonly string[];
  /** For messages: "… is not <expects>". */
  readonly expects: string;
}

/** Undefined means: the value is not of the expected form. */
export type Field = FieldRow &
  (
    | { readonly kind: 'condition'; readonly condition: (value: string) => Condition | undefined }
    | { readonly kind: 'range'; readonly range: (value: string) => Days | undefined }
  );

type Days = Pick<RecordQuery, 'from' | 'to'>;

const DAY = /^(\d{4})-(\d{2})-(\d{2})$/;

/** Every field of the query language. */
export const FIELDS: readonly Field[] = [
  agencyField(['agency', 'coquan'], 'any'),
  agencyField(['issuer', 'tacgia'], 'issuer'),
  agencyField(['recipient', 'noinhan'], 'recipient'),
  {
    kind: 'condition',
    names: ['type', 'loai'],
    expects: 'a document type',
    condition: (value) => ({ kind: 'type', type: findDocumentType(value)?.id ?? slug(value) }),
  },
  {
    kind: 'condition',
    names: ['number', 'so'],
    expects: 'a number',
    condition: (value) => (/^[0-9][0-9A-Za-z]*$/.test(value) ? { kind: 'number', number: value } : undefined),
  },
  {
    kind: 'condition',
    names: ['notation', 'kyhieu'],
    expects: 'a notation such as QĐ-BNV',
    condition: (value) => (slug(value) === '' ? undefined : { kind: 'notation', notation: value }),
  },
  {
    kind: 'condition',
    names: ['code', 'sokyhieu'],
    expects: 'a number and notation such as 15/QĐ-BNV',
    condition: codeCondition,
  },
  wordsField(['subject', 'trichyeu'], 'subject'),
  wordsField(['signer', 'nguoiky'], 'signer'),
  {
    kind: 'condition',
    names: ['urgency', 'khan'],
    expects: 'a level of urgency (thường, khẩn, thượng khẩn, hỏa tốc)',
    condition: urgencyCondition,
  },
  {
    kind: 'condition',
    names: ['direction', 'huong'],
    expects: '"out" or "in"',
    condition: directionCondition,
  },
  {
    kind: 'condition',
    names: ['document', 'madinhdanh'],
    expects: 'a document id',
    condition: (value) => ({ kind: 'documentId', documentId: value }),
  },
  {
    kind: 'condition',
    names: ['arrival', 'soden'],
    expects: 'an arrival number',
    condition: (value) => (/^\d{1,10}$/.test(value) ? { kind: 'arrival', number: Number(value) } : undefined),
  },
  {
    kind: 'condition',
    names: ['result', 'ketqua'],
    expects: '"passed", "failed" or "indeterminate"',
    condition: resultCondition,
  },
  {
    kind: 'range',
    names: ['since', 'tu'],
    expects: 'a day (2026-01-31)',
    range: (value) => (isDay(value) ? { from: value } : undefined),
  },
  {
    kind: 'range',
    names: ['until', 'den'],
    expects: 'a day (2026-01-31)',
    range: (value) => (isDay(value) ? { to: value } : undefined),
  },
  {
    kind: 'range',
    names: ['date', 'ngay'],
    expects: 'a day (2026-01-31)',
    range: (value) => (isDay(value) ? { from: value, to: value } : undefined),
  },
  {
    kind: 'range',
    names: ['year', 'nam'],
    expects: 'a year (2026)',
    range: (value) => (/^\d{4}$/.test(value) ? { from: `${value}-01-01`, to: `${value}-12-31` } : undefined),
  },
];

export function findField(name: string): Field | undefined {
  const wanted = foldVietnamese(name);
  return FIELDS.find((field) => field.names.includes(wanted));
}

function agencyField(names: readonly string[], as: 'any' | 'issuer' | 'recipient'): Field {
  return {
    kind: 'condition',
    names,
    expects: 'an agency code',
    condition: (value) => {
      const code = agencyCode(value);
      return code === undefined ? undefined : { kind: 'agency', code, as };
    },
  };
}

function agencyCode(value: string): ReturnType<typeof parseReceivedAgencyCode> | undefined {
  try {
    return parseReceivedAgencyCode(value);
  } catch (error) {
    if (isCongvanError(error, 'AGENCY_CODE_INVALID')) return undefined;
    throw error;
  }
}

function wordsField(names: readonly string[], kind: 'subject' | 'signer'): Field {
  return {
    kind: 'condition',
    names,
    expects: 'made of words',
    condition: (value) =>
      foldedRuns(value).length === 0 ? undefined : { kind, words: value.trim().split(/\s+/) },
  };
}

/** The first "/" ends the number. */
function codeCondition(value: string): Condition | undefined {
  const [, number, notation] = /^([0-9][0-9A-Za-z]*)\/(\S+)$/.exec(value) ?? [];
  return number === undefined || notation === undefined ? undefined : { kind: 'code', number, notation };
}

function urgencyCondition(value: string): Condition | undefined {
  const urgency = findUrgency(value);
  return urgency === undefined ? undefined : { kind: 'priority', priority: urgency.priority };
}

function directionCondition(value: string): Condition | undefined {
  const folded = foldVietnamese(value);
  if (folded === 'out' || folded === 'di') return { kind: 'direction', direction: 'out' };
  return folded === 'in' || folded === 'den' ? { kind: 'direction', direction: 'in' } : undefined;
}

const RESULTS: Readonly<Record<string, string>> = {
  passed: 'TOTAL-PASSED',
  failed: 'TOTAL-FAILED',
  indeterminate: 'INDETERMINATE',
};

function resultCondition(value: string): Condition | undefined {
  const indication = RESULTS[value.toLowerCase().replace(/^total-/, '')];
  return indication === undefined ? undefined : { kind: 'indication', indication };
}

function isDay(value: string): boolean {
  const at = DAY.test(value) ? new Date(`${value}T00:00:00Z`) : new Date(Number.NaN);
  return !Number.isNaN(at.getTime()) && at.toISOString().startsWith(value);
}
