import { describe, expect, it } from 'vitest';
import { checkNotSecret } from '../../../src/flow/secrecy.ts';

describe('marks of state secrecy', () => {
  it.each(['MẬT', 'TỐI MẬT', 'TUYỆT MẬT'])('a document marked %s is refused', (mark) => {
    expect(() => checkNotSecret('cv.pdf', `Số: 15/STC-VP\n${mark}\nKính gửi: …`, '2026-11-21')).toThrow(
      expect.objectContaining({ code: 'SECRET_DOCUMENT', where: 'cv.pdf', detail: mark }),
    );
  });

  it('the word inside a sentence is no mark', () => {
    expect(() =>
      checkNotSecret('cv.pdf', 'bảo vệ bí mật nhà nước\nMẬT ĐỘ DÂN SỐ', '2026-11-21'),
    ).not.toThrow();
  });
});
