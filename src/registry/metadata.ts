/** Names a hồ sơ (NĐ 30/2020 PL VI II.I.1). */
export interface FileCode {
  /** OrganId: the agency that keeps the list of files. */
  readonly organId: string;
  /** FileCatalog: the year the file was opened. */
  readonly fileCatalog: number;
  /** FileNotation. */
  readonly fileNotation: string;
}
