declare module '@koa/multer' {
  import type { Middleware } from 'koa';

  /** The part of @koa/multer that is used here; the package brings no types. */
  interface Upload {
    single(field: string): Middleware;
  }
  export default function multer(options: {
    readonly limits: { readonly fileSize: number; readonly files: number; readonly fields: number; readonly fieldSize: number };
  }): Upload;
}
