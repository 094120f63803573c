/** What we use of subset-font 2.9; the package has no types of its own. */
declare module 'subset-font' {
  interface Options {
    readonly targetFormat: 'sfnt';
    readonly noHinting?: boolean;
    readonly keepFeatures?: readonly string[];
    readonly dropTables?: readonly string[];
  }
  function subsetFont(font: Uint8Array, text: string, options: Options): Promise<Uint8Array>;
  // biome-ignore lint/style/noDefaultExport: it is how the package exports
  export default subsetFont;
}
