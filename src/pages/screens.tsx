import type { FastifyReply } from 'fastify';
import type { ComponentChildren } from 'preact';
import { renderToString } from 'preact-render-to-string';
import { Layout } from '../../web/layout.view.tsx';
import { pageAssets } from './built.ts';

/** One screen to show. */
export interface ScreenShown {
  readonly title: string;
  /** Folder below `web/` whose `main.tsx` makes it live; null for a page without script. */
  readonly live: string | null;
  readonly body: ComponentChildren;
}

/** Answers a request with a whole document. */
export const sendScreen = (reply: FastifyReply, { title, live, body }: ScreenShown): void => {
  const assets = pageAssets(live);
  if (assets === null) {
    void reply
      .status(503)
      .type('text/plain; charset=utf-8')
      .send('The pages are not built: run `npm run build`, then start again.\n');
    return;
  }
  const document = renderToString(
    <Layout title={title} {...assets}>
      {body}
    </Layout>,
  );
  void reply
    .header('cache-control', 'no-cache')
    .type('text/html; charset=utf-8')
    .send(`<!doctype html>${document}`);
};
