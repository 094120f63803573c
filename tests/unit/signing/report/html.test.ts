import { describe, expect, test } from 'vitest';
import { ADVICE, adviceFor } from '../../../../src/signing/report/advice.ts';
import { reportEtsi } from '../../../../src/signing/report/etsi.ts';
import { reportHtml } from '../../../../src/signing/report/html.ts';
import { escaped, markup } from '../../../../src/signing/report/markup.ts';
import { reasonAdvice } from '../../../../src/signing/report/reasonAdvice.ts';
import { reportText } from '../../../../src/signing/reportText.ts';
import { REASONS } from '../../../../src/signing/validation/reasons.ts';
import { judge, materialFor, signedAndSealed } from '../pdf/devPdf.ts';
import { HOSTILE } from './hostile.ts';

const pdf = await signedAndSealed();
const passed = { ...judge(pdf, await materialFor(pdf)), updates: [] };

describe('a page to print', () => {
  test.each(['en', 'vi'] as const)('tells in %s who, in which role, when and why', (lang) => {
    const page = reportHtml(passed, lang);
    expect(page).toContain(`<html lang="${lang}">`);
    expect(page).toContain('Nguyễn Thị Hồng Đào');
    expect(page).toContain({ en: 'agency seal', vi: 'con dấu cơ quan' }[lang]);
    expect(page).toContain({ en: 'A signature was added', vi: 'Có thêm chữ ký' }[lang]);
    for (const { chain } of passed.signatures) {
      for (const { fingerprint } of chain.certificates) expect(page).toContain(fingerprint);
    }
    expect(reportHtml(passed, lang)).toBe(page);
  });

  test('says what to do about what did not pass, and in what the policy is laxer', () => {
    const page = reportHtml(HOSTILE, 'en');
    expect(page).toContain(escaped(ADVICE.REVOKED.todo.en));
    expect(page).toContain(escaped(ADVICE.TRY_LATER.means.en));
    expect(page).toContain('revocation.required');
    expect(page).toContain('PDF_CHANGE_NOT_PERMITTED');
    expect(page).toContain('This update cannot be read');
  });

  test('says that there is no signature', () => {
    const unsigned = { ...passed, indication: 'INDETERMINATE', signatures: [] } as const;
    expect(reportHtml(unsigned, 'vi')).toContain('Tệp này không có chữ ký.');
  });

  test('needs nothing from outside and runs nothing', () => {
    for (const page of [reportHtml(passed, 'en'), reportHtml(HOSTILE, 'vi')]) {
      expect(page).toContain(`content="default-src 'none'; style-src 'unsafe-inline'"`);
      expect(page).not.toMatch(/<(?:script|link|img|iframe|object|svg|a)\b|@import|url\(/i);
      expect(page).not.toMatch(/https?:/);
      expect(tagsOf(page).join('')).not.toMatch(/\son\w+=/i);
    }
  });

  test('stays a page whatever the names are', () => {
    const page = reportHtml(HOSTILE, 'en');
    expect(page.match(/<\/style>/g)).toHaveLength(1);
    expect(page.match(/<\/title>/g)).toHaveLength(1);
    expect(activeIn(page)).toEqual([]);
    const open = tagsOf(page).filter((tag) => !/^<(?:!|\/|meta|br)/.test(tag));
    const closed = tagsOf(page).filter((tag) => tag.startsWith('</'));
    expect(open.map(nameOf).sort()).toEqual(closed.map(nameOf).sort());
  });
});

describe('XML by ETSI TS 119 102-2', () => {
  test('names indications by their URN and certificates by their digest', () => {
    const xml = reportEtsi(passed);
    expect(xml.match(/urn:etsi:019102:mainindication:total-passed/g)).toHaveLength(2);
    const ids = [...xml.matchAll(/ id="([^"]+)"/g)].map(([, id]) => id);
    expect(new Set(ids).size).toBe(ids.length);
    for (const [, reference] of xml.matchAll(/VOReference="([^"]+)"/g)) expect(ids).toContain(reference);
  });

  test('stays XML whatever the names are', () => {
    const xml = reportEtsi(HOSTILE);
    expect(xml).toContain('urn:etsi:019102:subindication:REVOKED');
    expect(xml).toContain('urn:etsi:019102:mainindication:indeterminate');
    expect(xml).toContain('urn:congvan:change:forbidden:PDF_CHANGE_FIELD_FILLED');
    expect(xml).not.toMatch(/<script|<!--|\]\]>/);
    expect(activeIn(xml)).toEqual([]);
    expect(tagsOf(xml).every((tag) => /^<[?/]?[A-Za-z:]+(?: [\w:]+="[^"<]*")*\s*[?/]?>$/.test(tag))).toBe(
      true,
    );
  });
});

describe('advice', () => {
  test('stands for every sub-indication, in both languages', () => {
    for (const { means, todo } of Object.values(ADVICE)) {
      for (const text of [means.en, means.vi, todo.en, todo.vi]) expect(text).toMatch(/^\p{Lu}.*\.$/u);
    }
    expect(adviceFor({ indication: 'INDETERMINATE', subIndication: null }).todo.en).toMatch(
      /get what is missing/,
    );
    expect(adviceFor({ indication: 'TOTAL-FAILED', subIndication: null }).todo.en).toMatch(/^Reject/);
  });

  test('stands for every reason', () => {
    const without = Object.keys(REASONS).filter((code) => reasonAdvice(code) === undefined);
    expect(without).toEqual([]);
    expect(reasonAdvice('NOBODY_KNOWS_THIS')).toBeUndefined();
  });

  test('is in the text, too, but not where all is well', () => {
    expect(reportText(HOSTILE, 'en')).toContain(`what to do: ${ADVICE.REVOKED.todo.en}`);
    expect(reportText(passed, 'en')).not.toContain('what to do');
    const text = reportText(HOSTILE, 'vi');
    expect(text).toContain('! PDF_CHANGE_FIELD_FILLED');
    expect(text).toContain('+ PDF_CHANGE_METADATA');
    expect(activeIn(text.toWellFormed().replaceAll('\uffff', ''))).toEqual([]);
  });
});

test('what is put into markup is text, unless it was made as markup', () => {
  const part = markup`<b>${'<i>'}</b>`;
  expect(markup`<p title="${`"x"`}">${part}${[part, part]}${null}${7}</p>`.text).toBe(
    '<p title="&quot;x&quot;"><b>&lt;i&gt;</b><b>&lt;i&gt;</b><b>&lt;i&gt;</b>7</p>',
  );
});

/** Characters that do something, or that no XML may hold. */
function activeIn(text: string): readonly string[] {
  return [...text].filter((mark) => /[\p{Cc}\p{Cs}\u202e\uffff]/u.test(mark) && mark !== '\n');
}

function tagsOf(page: string): readonly string[] {
  return page.match(/<[^>]*>/g) ?? [];
}

function nameOf(tag: string): string {
  return /^<\/?([a-z0-9]+)/.exec(tag)?.[1] ?? tag;
}
