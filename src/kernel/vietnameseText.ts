/** Combining marks: what NFD splits off a letter. U+0300–U+036F holds every tone and vowel mark of Vietnamese. */
const MARKS = /[\u0300-\u036f]/g;

/**
 * Vietnamese without its marks, lower case: "Quyết định" → "quyet dinh". Any Unicode form gives the same result.
 * `đ` is a letter of its own that NFD does not split, so it is replaced by name.
 */
export function foldVietnamese(text: string): string {
  return text.normalize('NFD').replace(MARKS, '').toLowerCase().replaceAll('đ', 'd');
}

/** Does the text carry a tone or a vowel mark? `đ` alone is none: it counts as the letter it is typed instead of. */
export function hasVietnameseMarks(text: string): boolean {
  return /[\u0300-\u036f]/.test(text.normalize('NFD'));
}
