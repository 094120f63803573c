/** What a hostile file may cost at most. Each is far above what real documents need. */
export const PDF_LIMITS = {
  /** Arrays and dictionaries within each other. */
  depth: 100,
  /** Values in one indirect object. */
  values: 2_000_000,
  /** References that lead to references. */
  refHops: 32,
  /** Sections of the cross-reference chain (one per update). */
  sections: 4096,
  /** Cross-reference entries in all sections together. */
  entries: 1_000_000,
  /** Largest object number (ISO 32000-2 Annex C). */
  objectNumber: 8_388_607,
  /** Decoded bytes of one stream. */
  streamBytes: 64 * 1024 * 1024,
  /** Decoded bytes of all object and cross-reference streams of a file together. */
  structureBytes: 160 * 1024 * 1024,
  /** Filters on one stream. */
  filters: 8,
  /** Nodes of the page tree, and how deep it may be. */
  pages: 200_000,
  pageDepth: 64,
  /** How far from the end of the file `%%EOF` may stand. */
  tailBytes: 1024,
} as const;
