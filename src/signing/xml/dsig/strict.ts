import { CongvanError } from '../../../kernel/errors.ts';
import { attributeOf, isElement, onlyText, type XmlElementNode } from '../../../kernel/xml/document.ts';

export function malformed(detail: string): CongvanError {
  return new CongvanError('XML_SIGNATURE_INVALID', { detail });
}

/** @param name of what is not supported, for the report */
export function unsupported(name: string): CongvanError {
  return new CongvanError('XML_SIGNATURE_UNSUPPORTED', { detail: name });
}

/**
 * The elements directly below one whose schema allows nothing but elements; white space and comments between them say
 * nothing.
 * @throws XML_SIGNATURE_INVALID when there is other text
 */
export function partsOf(element: XmlElementNode): readonly XmlElementNode[] {
  return element.children.flatMap((child) => {
    if (child.kind === 'element') return [child];
    if (child.kind === 'text' && /[^ \t\r\n]/.test(child.value)) {
      throw malformed(`text in ${element.local}`);
    }
    return [];
  });
}

/** Takes the parts of an element in the order of its schema. */
export interface Parts {
  /** The next part, if it has this name. */
  optional(local: string): XmlElementNode | undefined;
  /** @throws XML_SIGNATURE_INVALID */
  required(local: string): XmlElementNode;
  /** As many as come with this name. */
  all(local: string): readonly XmlElementNode[];
  /** @throws XML_SIGNATURE_INVALID when something is left */
  end(): void;
}

export function partsInOrder(element: XmlElementNode, namespace: string): Parts {
  const parts = partsOf(element);
  let at = 0;
  const optional = (local: string) => {
    const part = parts[at];
    if (part === undefined || !isElement(part, namespace, local)) return undefined;
    at += 1;
    return part;
  };
  return {
    optional,
    required(local) {
      const part = optional(local);
      if (part === undefined) throw malformed(`${element.local} without ${local} in its place`);
      return part;
    },
    all(local) {
      const found: XmlElementNode[] = [];
      for (let part = optional(local); part !== undefined; part = optional(local)) found.push(part);
      return found;
    },
    end() {
      const left = parts[at];
      if (left !== undefined) throw malformed(`${left.local} in ${element.local}`);
    },
  };
}

/** @throws XML_SIGNATURE_INVALID */
export function requiredAttribute(element: XmlElementNode, local: string): string {
  const value = attributeOf(element, local);
  if (value === undefined) throw malformed(`${element.local} without ${local}`);
  return value;
}

const BASE64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;

/** Base64 with white space; undefined for anything else. */
export function fromBase64(text: string): Buffer | undefined {
  const packed = text.replace(/[ \t\r\n]+/g, '');
  return BASE64.test(packed) ? Buffer.from(packed, 'base64') : undefined;
}

/**
 * The bytes of an element that holds base64 and nothing else: a comment in a digest has been used to show two readers
 * two values.
 * @throws XML_SIGNATURE_INVALID
 */
export function base64Of(element: XmlElementNode): Buffer {
  const text = onlyText(element);
  const bytes = text === undefined ? undefined : fromBase64(text);
  if (bytes === undefined) throw malformed(`${element.local} is not base64`);
  return bytes;
}
