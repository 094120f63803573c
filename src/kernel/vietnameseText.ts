/** Combining marks: what NFD splits off a letter. U+0300–U+036F holds every tone and vowel mark of Vietnamese. */
const MARKS = /[\u0300-\u036f]/g;

/**
 * Vietnamese without its marks, lower case: "Quyết định" → "quyet dinh". Any Unicode form gives the same result.
 * `đ` is a letter of its own that NFD does not split, so it is replaced by name.
 */
export function foldVietnamese(text: string): string {
  return text.normalize('NFD').replace(MARKS, '').toLowerCase().replaceAll('đ', 'd');
}

/** Marks change when folding: the text carries a tone, a vowel mark or đ. */
export function hasVietnameseMarks(text: string): boolean {
  return text.normalize('NFC').toLowerCase() !== foldVietnamese(text);
}
