import { describe, expect, it } from 'vitest';
import { isCongvanError } from '../../../src/kernel/errors.ts';
import {
  agencyCodeGrammar,
  formsOf,
  isSameAgency,
  levelOneOf,
  parseAgencyCode,
  parseReceivedAgencyCode,
  toQcvn102,
  toQd20,
} from '../../../src/registry/agencyCode.ts';
import { LEVEL_ONE_AGENCIES, levelOneAgency } from '../../../src/registry/levelOneAgencies.ts';

describe('agency codes', () => {
  it.each([
    ['000.00.00.H29', 'qcvn-102'],
    ['000.00.12.H29', 'qcvn-102'],
    ['H29', 'qd-20'],
    ['H37.02.02', 'qd-20'],
    ['H37.DN.001', 'qd-20'],
    ['G12.18', 'qd-20'],
    ['vxp.saas.03', 'other'],
    ['28.22.H17', 'other'],
    ['001.00.20.TT2', 'other'],
    ['', undefined],
    ['H29 12', undefined],
    ['../etc', undefined],
    [`H29.${'A'.repeat(36)}`, undefined],
  ] as const)('%j is of grammar %s', (text, grammar) => {
    expect(agencyCodeGrammar(text)).toBe(grammar);
  });

  it('drops blanks around a code and refuses what is none, naming it', () => {
    expect(parseAgencyCode(' H29.12\n')).toBe('H29.12');
    expect(() => parseAgencyCode('vxp.saas.03')).toThrow(/AGENCY_CODE_INVALID|not an agency code/);
    expect(parseReceivedAgencyCode('vxp.saas.03')).toBe('vxp.saas.03');
    try {
      parseReceivedAgencyCode('a b');
      expect.unreachable();
    } catch (error) {
      expect(isCongvanError(error, 'AGENCY_CODE_INVALID') && error.where).toBe('"a b"');
    }
  });

  it.each([
    ['000.00.00.H29', 'H29'],
    ['000.00.12.H29', 'H29.12'],
    ['000.02.12.H29', 'H29.12.02'],
    ['002.01.12.H29', 'H29.12.01.002'],
  ])('%s is %s in the other grammar, both ways', (long, short) => {
    expect(toQd20(parseAgencyCode(long))).toBe(short);
    expect(toQcvn102(parseAgencyCode(short))).toBe(long);
    expect(isSameAgency(parseAgencyCode(long), parseAgencyCode(short))).toBe(true);
    expect(formsOf(parseAgencyCode(short))).toEqual([short, long]);
  });

  it('does not compute what only the catalogue knows', () => {
    expect(toQd20(parseAgencyCode('002.00.20.H13'))).toBeUndefined();
    expect(toQcvn102(parseAgencyCode('H37.DN.001'))).toBeUndefined();
    expect(toQcvn102(parseAgencyCode('H37.1'))).toBeUndefined();
    expect(toQcvn102(parseAgencyCode('A01.01.01.001.01'))).toBeUndefined();
    expect(formsOf(parseAgencyCode('002.00.20.H13'))).toEqual(['002.00.20.H13']);
  });

  it('finds the first level in either form', () => {
    expect(levelOneOf(parseAgencyCode('000.00.12.H29'))).toBe('H29');
    expect(levelOneOf(parseAgencyCode('G12.18'))).toBe('G12');
    expect(levelOneOf(parseReceivedAgencyCode('vxp.saas.03'))).toBeUndefined();
  });
});

describe('the first-level catalogue', () => {
  it('answers for the day on which a document was issued', () => {
    expect(levelOneAgency('G10', '2021-05-01')?.name).toContain('Phát triển nông thôn');
    expect(levelOneAgency('G10', '2026-05-01')?.name).toContain('Môi trường');
    expect(levelOneAgency('G14', '2024-12-31')?.successors).toEqual(['G06']);
    expect(levelOneAgency('G14', '2026-01-01')).toBeUndefined();
    expect(levelOneAgency('H41', '2026-01-01')?.name).toContain('Nghệ An');
  });

  it('has 63 provinces, well-formed codes, and one row per code and day', () => {
    const codes = LEVEL_ONE_AGENCIES.map((agency) => agency.code);
    expect(codes.filter((code) => code.startsWith('H'))).toHaveLength(63);
    expect(codes.every((code) => /^[GH]\d{2}$/.test(code))).toBe(true);
    const today = LEVEL_ONE_AGENCIES.filter((agency) => agency.to === null).map((agency) => agency.code);
    expect(new Set(today).size).toBe(today.length);
  });
});
