import type { ErrorRow } from './row.ts';

/** Errors of ZIP containers (ASiC) and of signatures that lie beside their file (CAdES). */
export const CONTAINER_ERRORS = {
  ZIP_DAMAGED: {
    exit: 1,
    temporary: false,
    http: 422,
    text: { en: 'the ZIP file is damaged', vi: 'tệp ZIP bị hỏng' },
    hint: { en: 'ask the sender for the file again', vi: 'yêu cầu bên gửi gửi lại tệp' },
  },
  ZIP_AMBIGUOUS: {
    exit: 14,
    temporary: false,
    http: 422,
    text: {
      en: 'the ZIP file can be read in two ways and is refused',
      vi: 'tệp ZIP có thể được đọc theo hai cách nên bị từ chối',
    },
    hint: {
      en: 'ask the sender for a container made by ordinary software',
      vi: 'yêu cầu bên gửi tạo lại tệp bằng phần mềm thông thường',
    },
  },
  ZIP_UNSUPPORTED: {
    exit: 1,
    temporary: false,
    http: 422,
    text: {
      en: 'the ZIP file uses something this program does not read',
      vi: 'tệp ZIP dùng tính năng chương trình không đọc được',
    },
  },
  ZIP_LIMIT_EXCEEDED: {
    exit: 1,
    temporary: false,
    http: 413,
    text: { en: 'the ZIP file unpacks to more than is accepted', vi: 'tệp ZIP giải nén vượt quá giới hạn' },
  },
  SIGNED_FILE_NEEDED: {
    exit: 2,
    temporary: false,
    http: 400,
    text: {
      en: 'this is a detached signature: the file it signs is needed',
      vi: 'đây là chữ ký tách rời: cần có tệp được ký',
    },
    hint: {
      en: 'congvan verify FILE --signature FILE.p7s',
      vi: 'congvan verify TỆP --signature TỆP.p7s',
    },
  },
  CONTENT_NOT_INSIDE: {
    exit: 2,
    temporary: false,
    http: 400,
    text: {
      en: 'there is no content inside this file to write out',
      vi: 'tệp này không chứa nội dung để ghi ra',
    },
    hint: {
      en: 'only a CMS signature around its content (.p7m) holds one',
      vi: 'chỉ chữ ký CMS bao ngoài nội dung (.p7m) mới chứa',
    },
  },
  CONTENT_NOT_INTACT: {
    exit: 4,
    temporary: false,
    http: 422,
    text: {
      en: 'a signature over this content is not intact: it is not written out',
      vi: 'chữ ký trên nội dung này không còn nguyên vẹn nên không ghi ra',
    },
    hint: { en: 'see congvan verify FILE', vi: 'xem congvan verify TỆP' },
  },
  XML_SIGNED_ALREADY: {
    exit: 14,
    temporary: false,
    http: 409,
    text: {
      en: 'the XML bears a signature, which another one inside it would break',
      vi: 'XML đã có chữ ký; thêm chữ ký bên trong sẽ làm hỏng chữ ký đó',
    },
    hint: {
      en: 'sign it beside: --container asice',
      vi: 'ký bên ngoài: --container asice',
    },
  },
} as const satisfies Record<string, ErrorRow>;
