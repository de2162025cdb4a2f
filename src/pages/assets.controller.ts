import { Controller, Get, Param, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { lstatSync, readFileSync } from 'node:fs';
import { builtFile } from './built.ts';

const types: Readonly<Record<string, string>> = {
  js: 'text/javascript; charset=utf-8',
  css: 'text/css; charset=utf-8',
  svg: 'image/svg+xml; charset=utf-8',
};

/** True for a file itself: a link might lead out of the folder. */
const isFile = (path: string): boolean =>
  lstatSync(path, { throwIfNoEntry: false })?.isFile() === true;

/** The built assets of the pages. */
@Controller()
export class AssetsController {
  /** Assets carry their hash in the name, so they never change: only names that the build makes are looked up. */
  @Get('web/assets/:file')
  asset(
    @Param('file') name: string,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): void {
    const extension = /^[A-Za-z0-9_-]{1,80}\.(js|css|svg)$/.exec(name)?.[1];
    const file = builtFile('assets', name);
    if (extension === undefined || !isFile(file)) {
      void reply.status(404).type('text/plain; charset=utf-8').send('Nothing here.\n');
      return;
    }
    const packed = /\bbr\b/.test(request.headers['accept-encoding'] ?? '');
    const sent = packed && isFile(`${file}.br`) ? `${file}.br` : file;
    if (sent !== file) void reply.header('content-encoding', 'br');
    void reply
      .header('cache-control', 'public, max-age=31536000, immutable')
      .header('vary', 'accept-encoding')
      .type(types[extension] ?? 'application/octet-stream')
      .send(readFileSync(sent));
  }
}
