import { ContentLexer } from './contentLexer.ts';

/**
 * The operators of a content stream in order (ISO 32000-2 §7.8.2), as `operatorCode`; the data of inline images is
 * skipped.
 * @throws PDF_OBJECT_DAMAGED when an operand cannot be read
 */
export function* operatorsOf(content: Uint8Array): Generator<number> {
  const lexer = new ContentLexer(content);
  while (lexer.next()) yield lexer.operator;
}
