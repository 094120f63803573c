/** Canonicalisation methods (XML-DSig 1.1 §6.5). */
export interface C14nMethod {
  readonly kind: 'inclusive-1.0' | 'inclusive-1.1' | 'exclusive';
  readonly withComments: boolean;
  /** Only exclusive: prefixes to treat inclusively (InclusiveNamespaces PrefixList); empty string for `#default`. */
  readonly prefixes: readonly string[];
}

const METHODS: ReadonlyMap<string, Pick<C14nMethod, 'kind' | 'withComments'>> = new Map([
  ['http://www.w3.org/TR/2001/REC-xml-c14n-20010315', { kind: 'inclusive-1.0', withComments: false }],
  [
    'http://www.w3.org/TR/2001/REC-xml-c14n-20010315#WithComments',
    { kind: 'inclusive-1.0', withComments: true },
  ],
  ['http://www.w3.org/2006/12/xml-c14n11', { kind: 'inclusive-1.1', withComments: false }],
  ['http://www.w3.org/2006/12/xml-c14n11#WithComments', { kind: 'inclusive-1.1', withComments: true }],
  ['http://www.w3.org/2001/10/xml-exc-c14n#', { kind: 'exclusive', withComments: false }],
  ['http://www.w3.org/2001/10/xml-exc-c14n#WithComments', { kind: 'exclusive', withComments: true }],
]);

/** Undefined for what is none of the six. */
export function c14nMethod(algorithm: string, prefixes: readonly string[] = []): C14nMethod | undefined {
  const method = METHODS.get(algorithm);
  return method && { ...method, prefixes };
}

/** What a node-set becomes octets by when no transform says otherwise (XML-DSig 1.1 §4.4.3.2). */
export const DEFAULT_C14N: C14nMethod = { kind: 'inclusive-1.0', withComments: false, prefixes: [] };
