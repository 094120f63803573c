import type { AttachmentReference, Problem } from '../envelope.ts';

interface Joinable {
  readonly contentId: string;
  readonly name: string;
}

/**
 * Finds the bytes of each reference: by content id, else by name, else by position, each fallback with a warning.
 * @returns the attachments in the order of the manifest, those it does not list last
 */
export function joinAttachments<T extends Joinable>(
  references: readonly AttachmentReference[],
  attachments: readonly T[],
): { readonly files: readonly T[]; readonly warnings: readonly Problem[] } {
  const left = new Set(attachments);
  const warnings: Problem[] = [];
  const take = (found: T | undefined): T | undefined => {
    if (found !== undefined) left.delete(found);
    return found;
  };
  const find = (matches: (attachment: T) => boolean) => take([...left].find(matches));
  const byId = references.map((reference) =>
    find(({ contentId }) => contentId !== '' && contentId === reference.contentId),
  );
  const byName = references.map(
    (reference, index) => byId[index] ?? find(({ name }) => name !== '' && nfc(name) === nfc(reference.name)),
  );
  const files = references.flatMap((reference, index) => {
    const path = `edXMLManifest/Reference[${index + 1}]`;
    const found = byName[index] ?? take(byPosition(attachments[index], left));
    if (found === undefined) warnings.push(missing(path, reference.name));
    else if (byId[index] === undefined) warnings.push(joinedOtherwise(path, found.name));
    return found ?? [];
  });
  for (const extra of left) warnings.push(unlisted(extra.name));
  return { files: [...files, ...left], warnings };
}

function byPosition<T>(attachment: T | undefined, left: ReadonlySet<T>): T | undefined {
  return attachment !== undefined && left.has(attachment) ? attachment : undefined;
}

function nfc(text: string): string {
  return text.trim().normalize('NFC');
}

function missing(path: string, name: string): Problem {
  const message = { en: `the bytes of ${name} are missing`, vi: `thiếu nội dung của ${name}` };
  return { path, rule: 'attachment-missing', message };
}

function joinedOtherwise(path: string, name: string): Problem {
  const message = {
    en: `${name} was found by name or position, not by ContentId`,
    vi: `${name} được ghép theo tên hoặc vị trí, không theo ContentId`,
  };
  return { path, rule: 'attachment-join', message };
}

function unlisted(name: string): Problem {
  const message = { en: `${name} is not listed in the manifest`, vi: `${name} không có trong danh mục` };
  return { path: 'AttachmentEncoded', rule: 'attachment-unlisted', message };
}
